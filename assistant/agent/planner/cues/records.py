"""Signs of the tools that enter facts, and of those compliance asks with."""

from assistant.agent.planner.cues.cue import Cue

RECORDS = (
    Cue(
        "propose_change",
        sure=r"""
            (?:change|update|correct|fix|set|edit|modify|amend|replace) ~ (?:address|phone|e-?mail|email address|
                employer|occupation|name|birth ?date|birthday|consent|city|state|language|risk tolerance|income|
                tier|number|status|marital|preference|time ?zone)
            (?:@client|he|she|they)(?: now)? (?:has |have |just )?(?:moved|moves|relocated) to .*
            (?:@client)(?: now)? works? (?:for|at) .*
            (?:@client|he|she|they) (?:no longer|doesn't|does not|don't|do not) wants? .*
            (?:opt|opted|opts|unsubscribe) ?(?:out)? ?.*
            (?:record|enter|note) that ~ (?:moved|works|no longer|changed|is now|has a new|lives|retired|prefers|
                wants)
            new (?:phone|address|email|employer|job|number|mobile|cell)(?: number| address)? (?:for|is) .*
            (?:@client) (?:has a |got a |have a )?new (?:phone|address|email|employer|job|number|mobile|surname|
                name).*
            (?:aggiorna|cambia|modifica|correggi|registra che|imposta|segna che) ~ (?:indirizzo|telefono|e-?mail|
                datore|lavoro|nome|lingua|consenso|residenza|citta|trasferit\w+|lavora|cellulare|numero|reddito)
            (?:@client) (?:si e|si sono) trasferit\w+ .*
            (?:@client) (?:lavora|ora lavora) .*
            (?:actualiza|cambia|corrige|modifica|registra que) ~ (?:direccion|telefono|correo|empleador|trabajo|
                nombre|idioma|consentimiento|ciudad|mudo|trabaja|numero)
            (?:@client) se (?:mudo|ha mudado|mudaron) .*
        """,
        against=r"""
            (?:draft|write|compose|letter|note to|email to|linkedin)
            (?:what's|whats|what|who|which) (?:changed|new)
            (?:if|what if)
        """,
    ),
    Cue(
        "propose_record",
        sure=r"""
            (?:log|record|register|enter|capture) (?:a|an|the|my|that i|that we|this|today's|
                yesterday's)? ?(?:\w+ )?(?:call|meeting|conversation|contact|visit|lunch|chat|event|birth|death|
                marriage|divorce|task|lead|request|promise|opportunity|phone call|spoke|met|talked)
            (?:add|create|open|set up|make|new) (?:a|an|the|me a)? ?(?:new )?(?:\w+ )?(?:task|reminder|to-?do|lead|
                opportunity|contact|life event|request|promise|follow-?up task|deal)(?! (?:email|note|letter)).*
            (?:log|record|enter|register) (?:a|an|the|my|that|today's)? ?(?:call|meeting|lunch|visit|conversation|
            chat) .*
            remind me (?:to|about|on|that) .*
            note that (?:the )?@client .*
            (?:close|complete|mark|finish|dismiss) (?:the |that |this |my )?(?:\S+ ){0,3}(?:task|request|lead|
                opportunity|alert|promise)(?: .*)?
            (?:mark|tick) ~ (?:done|complete|completed|closed)
            (?:i|we) (?:just )?(?:spoke|talked|met|had (?:a call|lunch|a meeting)) (?:with|to) ~ @client(?! about)
            (?:registra|annota|segna|aggiungi|crea|inserisci) (?:una|un|la|il|che|l')? ?(?:chiamata|incontro|
                telefonata|riunione|attivita|promemoria|contatto|opportunita|evento|task|lead|promessa).*
            ricordami (?:di|che) .*
            (?:registra|anota|agrega|crea|anade) (?:una|un|la|el|que) (?:llamada|reunion|tarea|recordatorio|
                contacto|oportunidad|evento|lead|promesa).*
            recuerdame .*
        """,
        against=r"""
            open (?:promises|alerts|questionnaires|reviews|orders)
            (?:search|log was|tamper\w*|verify|altered|whole)
            (?:remind me what|remind me how|remind me of)
            open (?:requests?|tasks?|deals?|opportunit\w+|leads?|items?|transfers?)
            by age|how old|age?ing
        """,
    ),
    Cue(
        "search_records",
        sure=r"""
            (?:who|what) (?:was|were|got|has been) (?:refused|denied) .*
            (?:drafts?|answers?|messages?|emails?|conversations?|anything|everything) (?:that )?(?:mention\w*|
            contain\w*|
                say\w*|with the word) .*
            what (?:did|has|have) (?:@scope|@name|\w+ \w+) (?:ask|asked|say|said|write|wrote|written|send|sent|told).*
            (?:search|show|find|pull|list|export|see|look up|look through) ~ (?:log|records|transcripts?|archive|
                messages|conversations?|audit trail|history of questions|everything the assistant)
            (?:everything|what) (?:the|did the|has the) (?:assistant|bot|system) (?:told|said|tell|say|answered|
                answer|told anyone).*
            (?:who|which users?) (?:looked|look|searched|accessed|viewed|opened|asked) ~
            access (?:log|record|history)s?
            (?:predictions|promises|violations|flags) ~ (?:client-facing|text|drafts|answers|messages)
            out of scope
            (?:cerca|mostra) ~ (?:registro|registri|archivio|log)
            (?:busca|muestra) ~ (?:registro|registros|archivo)
        """,
        against=r"""
            (?:retain|keep|how long|policy|rule)
            verify|tamper\w*|altered
        """,
        likely=r"""
            (?:answers?|records?|messages?|questions?) (?:about|on|for|of) .*
        """,
    ),
    Cue(
        "verify_records",
        sure=r"""
            (?:tamper\w*|alter\w*|untouched|intact|integrity|falsif\w+) ?.*(?:log|archive|records?|chain)?
            (?:verify|prove|check) ~ (?:log|records?|archive|chain|audit trail)
            (?:log|archive|records?) ~ (?:whole|altered|intact|complete|tampered|changed|verified|verify)
            checkpoints?
            (?:verifica|manomess\w+|integrita) .*(?:registr\w+|archivio|log)
            (?:verifica|manipulad\w+|integridad|alterad\w+) .*(?:registro\w*|archivo|log)
        """,
    ),
    Cue(
        "replay_answer",
        sure=r"""
        (?:replay|reproduce|re-?run|recreate) .*
        (?:answer|record) #?\d+
    """,
    ),
    Cue(
        "channel_coverage",
        sure=r"""
        (?:channels?|slack|teams|whatsapp) ~ (?:captured?|covered|coverage|archived|without capture|recorded)
        channel coverage
        off[ -]channel
        (?:capture|coverage) gaps?
    """,
    ),
    Cue(
        "model_card",
        sure=r"""
        model cards?
        (?:calibrat\w+|brier|auc) ?.*
        (?:model|score) ~ (?:drift\w*|fairness|fair|biased?|calibrated)
        (?:is|how good is|how accurate is|can i trust) ~ (?:model|score|churn score)(?: ~ (?:good|accurate|fair))?
        (?:does|is|are) ~ model ~ (?:treat|bias\w*|fair|differ\w*)
    """,
    ),
    Cue(
        "unapproved_sends",
        sure=r"""
        (?:without|lacking|missing|no) (?:\w+ )?(?:approval|sign[ -]?off|principal review)
        unapproved .*
        senza approvazione
        sin aprobacion
    """,
        against=r"""
        ^(?:send|post|release|email|invia|manda|envia|skip|bypass|just)\b .*
        (?:can|may|could) (?:i|we) .*
        send it
    """,
    ),
    Cue(
        "paid_referrers",
        sure=r"""
        (?:paid|compensated) (?:promoters?|referrers?|referral sources?|sources?|solicitors?)
        (?:referral sources?|sources?|promoters?|referrers?) (?:are |that are |we |we're )?(?:paid|compensated|
            paying|pay)
        (?:lack\w*|without|missing|no) (?:an? |any |the )?agreements?(?: on file)?
        (?:promoter|referral|solicitor) agreements?
    """,
    ),
)
