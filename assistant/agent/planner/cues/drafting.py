"""Signs of the tools about words for clients: drafts, posts, revisions, and where drafts stand."""

from assistant.agent.planner.cues.cue import Cue

LETTER = (
    r"(?:e-?mails?|notes?|letters?|messages?|cards?|lines?|texts?|reply|invites?|invitations?|reminders?|recaps?|"
    r"thank[ -]?yous?|check[ -]?ins?|follow[ -]?ups?|condolences?|greetings?|wishes|introduction|intro|summary email|"
    r"apology|apologies|congrat\w+)"
)
LETTERA = (
    r"(?:e-?mail|mail|nota|lettera|messaggio|biglietto|invito|promemoria|due righe|ringraziamento|auguri|"
    r"condoglianze|riepilogo|follow[ -]?up|risposta|comunicazione|bozza)"
)
CARTA = (
    r"(?:e-?mail|correo|nota|carta|mensaje|invitacion|recordatorio|agradecimiento|felicitacion|pesame|condolencias|"
    r"tarjeta|seguimiento|respuesta|borrador)"
)

DRAFTING = (
    Cue(
        "draft_email",
        sure=rf"""
            (?:draft|write|compose|prepare|prep|create|do|make|pen|type|whip up|put together|knock out|send|shoot|
                drop|fire off|get|give|craft|need|want|i'd like|generate|have) ~ {LETTER}
            (?:draft|drafting|compose|pen)(?: ~ (?:to|for) .*)?
            (?:e-?mail|write|write to|message|text|notify|inform|invite|remind|thank|congratulate|wish|ping|contact|
                reply to|respond to|answer|reach out to|follow up with|check in with|check in on|drop|send|tell|ask|
                let) (?:to )?(?:the |mr |mrs |ms |dr |my )?(?:@client|him|her|them|everyone|everybody|all my|my|
                all the|all)(?! (?:clients? )?(?:who|how|what|where|worth|is|are)\b)
            {LETTER} (?:to|for|from me to) (?:the |mr |mrs |ms |dr |both |all |my |each |every)?(?:@client|him|her|
                them|everyone|everybody|clients?|households?|retirees|all|my .*|each .*|every.*|people|anyone|those|
                first|second|third|one)(?: .*)?
            (?:for|to) (?:the |mr |mrs )?@client,? (?:a |an |one |una |un )?(?:\w+ )?{LETTER}
            {LETTER},? not (?:to|for) .*
            ^(?:please |and |then |can you |could you |ok )*(?:tell|inform|notify|remind|let) (?:the |mr |mrs |
                ms )?@client(?: know)? (?:their|his|her|that|they|he|she|we|i|our|my|the|it|about|not|to|by) .*
            (?:a |quick |a quick )?(?:hello|hi|greeting|word|few words) to (?:the )?@client.*
            (?:get|send|put|write) something (?:out )?(?:to|for) (?:the )?@client.*
            @client (?:birthday|thank[ -]?you|condolence|anniversary|review|follow[ -]?up) (?:e?mail|note|letter|
                card|message)
            (?:something|a few words|a word|words) (?:for|to) (?:the |mr |mrs )?@client
            (?:apologi[sz]e|say sorry|say thanks|say thank you|say hello|say hi|say congratulations|
                give my condolences|pass on) to (?:the )?@client .*
            (?:apologi[sz]e|say sorry|say thanks|say hello) to (?:the )?@client
            say (?:a )?(?:happy|merry) .*
            (?:happy birthday|merry christmas|happy holidays|happy anniversary) .*
            (?:birthday|anniversary|holiday|christmas|sympathy|condolence|thank[ -]?you) (?:e-?mail|note|letter|
                message|card|wishes|greeting)s?
            (?:let|tell) (?:the )?(?:@client|him|her|them) know .*
            (?:scrivi|scrivere|scrivimi|prepara|preparami|bozza|redigi|componi|manda|mandami|invia|inviami|fammi|
                fai|butta giu|buttami giu|stendi|crea|dammi|mi serve|vorrei|serve|voglio|abbozza|mandare|
                inviare) ~ {LETTERA}
            (?:scrivi|scrivere|rispondi|invita|ringrazia|avvisa|informa|augura|ricorda|manda|invia|di|dica|
                congratulati con|fai sapere) (?:a |ai |agli |alla |al |alle |la famiglia |i |gli |il |la |ad |
                al signor |alla signora |a tutti |alla famiglia )?(?:@client|lei|lui|loro|tutti)
            (?:scrivi|manda|invia|rispondi|prepara|escribe|manda|envia|responde)(?:le|gli|loro|les)(?!\w)(?: .*)?
            {LETTERA} (?:per|a|ai|agli|alla|al|alle|ad|alla famiglia|di .* (?:per|a|ai|agli|alla|al)) (?:i |gli |
                la |il |lo |le |la famiglia |tutti |miei |signor\w* )?(?:@client|lei|lui|loro|clienti|tutti|miei .*|
                primo|prima|secondo)(?: .*)?
            per (?:i |gli |la famiglia )?@client (?:una |un |la )?{LETTERA}
            (?:buon compleanno|auguri|condoglianze) ~ @client
            (?:escribe|escribir|escribeme|redacta|prepara|preparame|borrador|manda|envia|haz|hazme|crea|mandale|
                enviale|escribele|necesito|quiero|dame) ~ {CARTA}
            (?:escribe|escribele|responde|invita|agradece|avisa|informa|felicita|recuerda|manda|envia|dile|
                diles) (?:a |al |a los |a la |a la familia |a las )?(?:@client|el|ella|ellos)
            {CARTA} (?:para|a|al|de .* para|a los|para los) (?:los |la |el |la familia |todos )?(?:@client|el|ella|
                ellos|clientes|todos)(?: .*)?
            (?:feliz cumpleanos) .*
        """,
        likely=rf"""
            {LETTER}
            {LETTERA}
            {CARTA}
            (?:draft|write)
            (?:scrivi|scrivere|redigi)
            (?:escribe|redacta)
        """,
        hint=r"""
            (?:saying|regarding)
        """,
        against=r"""
            (?:status|state) of .*
            a che punto .*
            ^(?:se|do i|do we|can i|does) (?:need|aprob\w*|envi\w*|mand\w*|have to) .*
            ^(?:and |so |e |y )?(?:who|which|what|what's|when|where|why|how|did|has|have|had|is|are|was|were|does|
                do i|am i|chi|cosa|quali|quale|quando|quanti|quante|dove|hai|ha|sono|quien|que|cuales|cuantos|
                cuando|should|posso|puedo)\b .*
            (?:linkedin|facebook|instagram|twitter|tweet|social|blog) ?(?:post)?
            (?:my|our|any|all|the|show|list|open|held|pending|returned|approved|le|mie|mis|los|
                las) (?:\w+ )?(?:drafts|bozze|borradores)
            drafts (?:waiting|awaiting|pending|held|for|status|that|in|list|to)
            (?:log|record|enter|add|update|set|change|correct) ~ (?:call|note|phone|address|email|meeting|task|
                e-mail)
            note that .*
            (?:email|phone|postal) (?:address|consent|marketing)
            (?:no longer|doesn't|does not) wants? .*email
            (?:policy|rule|rules)
            (?:meeting|review) notes
            remind me .*
            line of (?:credit|business)
            (?:client )?(?:email|text) (?:permission|consent)
            search .*
            (?:status|state|progress) (?:of|on)
        """,
    ),
    Cue(
        "draft_post",
        sure=r"""
            (?:linkedin|facebook|instagram|twitter|social(?: media)?|x|blog) (?:posts?|update|article|message)
            (?:post|posts|something|article|update|write|draft) ~ (?:linkedin|facebook|instagram|twitter|on x|for x)
            (?:social|linkedin|facebook) .*(?:post|draft|write)
            tweets?
            post (?:about|on|su|sul|sulla|sulle|sobre) .*
            (?:publicacion|entrada) (?:para|en|de|sobre) .*
        """,
        against=r"""
            (?:can i|may i|am i allowed|are we allowed|rule|policy|keep|posso|puedo|how long)
            post (?:code|office|death|retirement)
            (?:approval|process|approved|requirements?|records?)
        """,
    ),
    Cue(
        "revise_draft",
        sure=r"""
            (?:make|keep) (?:it|that|this|the draft|the email|the note) (?:a bit |much |more |less |
                slightly )?(?:shorter|longer|warmer|friendlier|formal|informal|simpler|softer|polite|personal|
                casual|direct|brief|concise|professional|kinder)
            ^(?:ok |and |but |please |e |y |no )*(?:a bit |much |more |less |slightly |piu |un po'? |mas |
                meno )*(?:shorter|longer|warmer|friendlier|more formal|less formal|formal|softer|simpler|brev\w+|
                cort\w+|lung\w+|formal\w+|cald\w+|larg\w+|semplice|informale)(?: please| per favore|
                 por favor)?[ .!]*$
            (?:drop|remove|delete|cut|take out|add|rewrite|rephrase|change|fix|edit|revise|shorten) (?:the |a |
                another |that |this |in |out )?(?:last |first |second |third |opening |closing |
                final )?(?:paragraph|sentence|line|greeting|subject|sign[ -]?off|part|bit|closing|opening|draft|
                email|wording|tone|ps)
            (?:rewrite|rephrase|revise|redo|shorten) (?:it|that|this|the draft|the email|the note|the letter)
            (?:translate|put) (?:it|that|this|the draft|the email) (?:in|into|to) .*
            (?:accorcia|accorcialo|accorciala|allunga|riscrivi|riformula|traduci|modifica)(?:lo|la)?(?: .*)?
            (?:togli|elimina|cancella|aggiungi) (?:il|la|l'|un|una) ?(?:\w+ )?(?:paragrafo|frase|riga|saluto|
                oggetto).*
            (?:acorta|acortalo|reescribe|traduce|modifica|hazlo|quita) ?(?:lo|la|el|mas)?(?: .*)?(?:corto|parrafo|
                frase|formal|calido|breve)?
        """,
        against=r"""
            (?:linkedin|for x|tweet)
            @client
        """,
    ),
    Cue(
        "drafts",
        sure=r"""
            (?:my|our|any|all|the|show|list|open|held|pending|returned|approved|which|what|how many|rejected|
                scheduled|released|see|outstanding|unsent|declined|sent|delivered|failed) (?:\w+ ){0,2}(?:drafts|
                emails|letters|messages|notes)(?: (?:are|were|is|have|that|waiting|awaiting|in|i|we|for|did|got|
                to).*)?$
            drafts(?: .*)?
            (?:my|our) (?:letters|e?mails|notes|messages) .*(?:bounce\w*|return\w*|reject\w*|held|approv\w*|kick\w*|
                sent|stuck).*
            (?:did|have) (?:we|i) (?:ever |already )?(?:send|sent) (?:out )?(?:the|that|my) .*(?:note|letter|e?mail|
                message|card)
            (?:status|state|progress|news) (?:of|on) (?:the |my |that )?(?:\S+ ){0,3}(?:draft|email|letter|note|
                message|card)s?.*
            (?:what|where|how)(?:'s| is| are|s)? (?:happen\w*|status|up|the status|going on)? ?(?:with|of|
                on)? ?(?:the |my |that |our )?(?:\S+ ){0,3}(?:draft|drafts|letter|email|note|mail|message|
                card)(?: .*)?$
            (?:did|has|have|was|were|is|are|had) ~ (?:approv\w+|kick\w* back|return\w*|releas\w+|reject\w*|
                declin\w+|sign\w* off|clear\w*|held|hold|go out|gone out|went out|send|sent|delivered|bounced|stuck|
                reviewed|waiting) ?.*(?:letter|draft|email|note|mail|card|message)s?
            (?:did|has|have|was|were|is|are) ~ (?:letter|draft|email|note|mail|card|message)s? ~ (?:approv\w+|
                kick\w* back|return\w*|releas\w+|reject\w*|declin\w+|sign\w* off|clear\w*|held|go out|gone out|
                went out|sent|delivered|bounced|stuck|reviewed|waiting|go|been)
            (?:waiting|awaiting|pending|need|needs|needing|stuck|queued|queue|up) (?:for |on |in |my )?(?:approval|
                review|sign[ -]?off|compliance|release|principal)
            (?:compliance|principal|supervisor|they|reviewer) (?:kick\w*|kicked|sent|send|return\w*|approv\w*|
                reject\w*|hold\w*|held|sign\w*|clear\w*) (?:back|off|my|it|the)? ?.*
            (?:mie|nostre|quali|quante|le|che|mostrami|elenca|ci sono|tutte le|delle|sulle) (?:mie |
                nostre )?(?:bozze|mail|lettere|email)(?: .*)?$
            bozze(?: .*)?
            (?:in attesa|attesa) (?:di|d') ?(?:approvazione|revisione|ok|firma)
            (?:e stata|e stato|sono state|hanno|ha) ~ (?:approvat\w+|respint\w+|bloccat\w+|rimandat\w+|rifiutat\w+|
                inviat\w+|spedit\w+)
            (?:a che punto|dove) (?:e|sono|sta|stanno) (?:la|le|il|i|mie|mia) ?(?:mie|mia|bozz\w+|letter\w+|mail|
                email|messagg\w+|biglietto).*
            (?:stato|situazione) (?:della|delle|del|dei) (?:bozz\w+|mail|letter\w+|email).*
            (?:mis|los|cuales|cuantos|que|nuestros|mostrar|lista) (?:\w+ )?(?:borradores|correos|cartas)(?: .*)?$
            borradores(?: .*)?
            se (?:aprobo|envio|mando|devolvio|rechazo|entrego|ha aprobado|ha enviado) ~ (?:correo|carta|borrador|
                nota|mensaje).*
            (?:pendiente|pendientes|esperando) (?:de |la )?(?:aprobacion|revision)
        """,
        likely=r"""
            (?:approved|held|returned|declined|released)
            (?:approvat\w+|respint\w+)
        """,
        against=r"""
            (?:that )?(?:mention\w*|contain\w*|with the word) .*
            (?:^|please |you |and |then |e |y |poi )(?:draft|write|compose|scrivi|prepara|redacta|escribe) (?:a|an|
                me|the|us|una|un|to|her|him|them|up) .*
            without (?:\w+ )?approval
            (?:policy|rule|must|who has to|does .* need|do i need|when does|how long)
            (?:approve|release|send) (?:it|that|this|the draft|them|all)
            ^(?:approve|release|send|delete) .*
            (?:click\w*|open rate|campaign|newsletter)
            (?:approve of)
        """,
    ),
)
