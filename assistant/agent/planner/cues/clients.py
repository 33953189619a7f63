"""Signs of the tools about one client, those who are alike, and what they may need."""

from assistant.agent.planner.cues.cue import Cue

NEED = (
    r"(?:insurance|life cover|long[ -]term care|ltc|estate|trusts?|wills?|succession|inheritance planning|education|"
    r"college|tuition|529s?|rollovers?|401k|roll over|retirement income|income in retirement|pension income|"
    r"decumulation|lending|loans?|credit|mortgages?|heloc|sbloc|margin loan|annuit\w+|managed accounts?|wrap|sma|"
    r"advisory accounts?|idle cash|cash management|cash sweep|charit\w+|philanthrop\w+|donor[ -]advised|daf|"
    r"assicurazion\w+|polizz\w+|successione|eredita|istruzione|universita|scuola|prestit\w+|mutu\w+|credito|"
    r"rendit\w+|gestion\w+ patrimoniale|liquidita|beneficenza|filantropi\w+|reddito da pensione|pensione|seguros?|"
    r"herencia|sucesion|educacion|prestamos?|hipoteca|credito|renta vitalicia|anualidad\w*|jubilacion|efectivo|"
    r"liquidez|caridad|filantropia)"
)

CLIENTS = (
    Cue(
        "client_profile",
        sure=r"""
            (?:prep|prepare|ready|brief|briefing|prepped|refresh me|remind me about|get me ready|prep me|brief me|
                prepare me|fill me in|
                catch me up|bring me up to speed|update me) ~ @client
            (?:prep|prepare|brief|get) me (?:ready )?(?:for|on|before) .*
            (?:aum|assets|balances?|accounts?|phone|birthday|address) (?:of|for|at|with) (?:the )?@client
            @client(?: family| household)?(?:'s|')? (?:aum|assets|balances?|snapshot)
            (?:when|how long ago) ~ (?:talk\w*|spoke|speak|spoken|met|meet|call\w*|see|saw|contact\w*|hear\w*) ~ @client
            (?:last|latest) (?:call|contact|meeting|conversation|talk) (?:with|to) ~ @client
            (?:meeting|review|call|lunch|appointment|visit|coffee|zoom|sit[ -]?down) (?:prep|pack|notes|brief|
                briefing|book|dossier)
            (?:pack|brief|briefing|dossier|one[ -]pager|background|cheat sheet|notes) (?:for|on|about) ~ (?:@client|
                meeting|review)
            (?:meeting|meet|seeing|see|call|calling|lunch|review|appointment|speaking|talking|talk|zoom|
                sitting down|coffee) ~ @client .*(?:in|at|tomorrow|today|this|next|on|shortly|soon|minutes|before|
                later).*
            (?:i'm|i am|i'll be|i have|i've got|about to) (?:meet|meeting|see|seeing|call|calling|talk|talking|
                speak|speaking|a meeting|lunch) ~ @client
            (?:tell|show|give|get|pull|bring) (?:me |us )?(?:up )?(?:about|everything|more|all|the full picture|
                the profile|the file|the story|profile|the details|details|me|the) ~ @client
            (?:everything|anything|all|what) (?:you |we |i )?(?:have|know|got|need to know|should know|do we know|
                do you know|do i know|do we have|about|on) ~ @client
            (?:who|how)(?:'s| is| are|s)? (?:the |mr |mrs |ms )?@client(?: family| household)?(?: doing| going|
                 getting on| like)?
            (?:profile|overview|summary|rundown|picture|snapshot|360|file|dossier|details|background|history|recap|
                bio|card)(?: view)? (?:of|on|for|about) ~ @client
            @client(?: family| household)?(?:'s)? (?:profile|overview|summary|rundown|360|file|dossier|details|
                background|one[ -]pager|situation|in a nutshell|at a glance|bio|card|pack)
            (?:what's|what is|whats) (?:the )?(?:story|deal|situation|latest|new|up|going on) (?:with|w/|on|
                at) ~ @client
            (?:pull|bring|open|look) up (?:the )?@client
            (?:who|what)(?:'s| is| are) in (?:the )?@client
            (?:look|look at|open|show) (?:the )?@client
            (?:preparami|prepararmi|preparati|prepara|aiutami a preparare) ~ (?:incontro|riunione|appuntamento|
                colloquio|chiamata|revisione|@client)
            (?:incontro|vedo|incontrero|vedro|chiamo|sento|ricevo|pranzo con|appuntamento con|
                riunione con) ~ @client
            (?:scheda|profilo|riassunto|riepilogo|quadro|dossier|sintesi|situazione|fascicolo|panoramica|
                dettagli)(?: cliente| completa| completo)? (?:di|dei|degli|della|del|su|sui|per|famiglia|
                famiglia) ~ @client
            (?:scheda|profilo|riassunto|dossier|situazione)(?: del)?(?: cliente)? @client
            (?:tutto|cosa sappiamo|che sappiamo|cosa so|parlami|raccontami|dimmi|dimmi tutto|dimmi di piu|
                informazioni|info) (?:su|sui|sugli|sulla|di|dei|degli|della|del) ~ @client
            (?:chi|come) (?:sono|e|stanno|sta|vanno|va) (?:i |gli |la famiglia |il |la )?(?:signor\w* )?@client
            (?:preparame|prepara|ayudame a preparar) ~ (?:reunion|cita|llamada|@client)
            (?:ficha|perfil|resumen|dossier|situacion|informacion|info) (?:de|del|sobre|para) ~ @client
            (?:todo|que sabemos|cuentame|hablame|dime) (?:sobre|de|del|acerca de) ~ @client
            (?:quien(?:es)?|como) (?:son|es|estan|esta|van|va) (?:los |la familia |el |la )?@client
            (?:me reuno|veo|tengo (?:una )?(?:reunion|cita)) ~ @client
        """,
        likely=r"""
            ^(?:the |i |gli |los |la famiglia )?@client(?: family| household)? ?[?.!]?$
            (?:profile|profilo|perfil|dossier|one[ -]pager|360)
            (?:prep|prepare|preparare) ~ (?:meeting|review|riunione|reunion|incontro)
            my (?:next |\d\S* |(?:nine|ten|eleven|noon) )?(?:meeting|appointment)
        """,
        hint=r"""
            @client
            (?:meeting|riunione|incontro|reunion)
        """,
        against=r"""
            explain (?:the |this )?(?:change|drop|fall|rise|move\w*) .*
            how (?:is|are) (?:the )?@clients? (?:invested|allocated|positioned)
            (?:log|enter|register) (?:a|an|the|my) .*
            (?:email|e-mail|letter|draft|write|bozza|lettera|borrador|escribe|scrivi)
            ^(?:please )?(?:tell|remind|inform|notify) (?:the )?@client .*
            remind me .*
            the assistant
            (?:worth|vale|valgono|valen|eroding|erosion|risk|rischio|riesgo)
            (?:like|similar|simil\w*|peers|parecidos)
            prospects?
        """,
    ),
    Cue(
        "explain_change",
        sure=r"""
            why (?:did|are|is|have|has|do) (?:my |the |our )?(?:assets?|aum|book|money|portfolio) .*
            explain (?:the |this )?(?:change|drop|fall|rise|move\w*) .*
            (?:what|who) (?:moved|drove) (?:my |the |our )?(?:assets?|aum)
            (?:why|how come|what caused|what's behind|explain|what drove|what made|
                what happened) ~ @client ~ (?:down|up|drop\w*|fall\w*|fell|lower|higher|declin\w*|chang\w*|mov\w*|
                rise|rose|jump\w*|shrink\w*|shrunk|lost|losing|grew|grow\w*|smaller|bigger|less)
            (?:why|how come|explain|what happened) ~ (?:drop|fall|decline|dip|change|increase|jump|rise|move|swing|
                difference) ~ @client
            @client(?: family| household)?(?:'s)?(?: account| accounts| assets| balance| household|
                 portfolio)? (?:is|are|went|was|were|has|have|fell|dropped|rose|jumped|lost) (?:down|up|dropped|
                fallen|risen|lower|higher|gone down|gone up|lost|by|from|\d).*
            (?:market or|market vs|market versus|withdrawals? or|flows? or|contributions? or|fees or|
                transfers? or) (?:the )?(?:withdrawals?|market|flows?|contributions?|fees|transfers?).*
            (?:what|where) ~ (?:happened|go|went) ~ @client(?:'s)? (?:account|money|assets|balance|portfolio)
            where did (?:the )?@client(?:'s)? money go
            perche ~ @client ~ (?:sces\w+|salit\w+|cal\w+|scend\w+|perso|cresciut\w+|diminuit\w+|aumentat\w+|giu|su|
                sotto)
            perche ~ (?:sces\w+|salit\w+|cal\w+|scend\w+|perso|cresciut\w+|diminuit\w+|aumentat\w+) ~ @client
            (?:spiega|spiegami) ~ (?:calo|discesa|aumento|variazione|crescita|perdita) ~ @client
            (?:mercato o|prelievi o|versamenti o) .*
            por que ~ @client ~ (?:baj\w+|sub\w+|cay\w+|perd\w+|crec\w+|menos|abajo)
            por que ~ (?:baj\w+|sub\w+|cay\w+|perd\w+|crec\w+) ~ @client
        """,
        likely=r"""
            modified dietz
            @client ~ (?:down|up) \d.*
        """,
        against=r"""
            (?:silently|quietly|leaking|eroding|erosion)
            (?:email|note|letter|draft|write) ~ @client
        """,
    ),
    Cue(
        "similar_clients",
        sure=r"""
            (?:clients?|households?|famil(?:y|ies)|people|others?|folks|those|investors?|couples?|ones|anyone|
                somebody|someone) (?:just |much |more or less |who (?:are|look) )?(?:like|similar to|comparable to|
                resembling|close to|akin to) (?:the |mr |mrs |ms |this |that |him|her|them|these |hers|theirs|
                my )?.*
            (?:similar|comparable|look[ -]?alike|alike|like[ -]minded|resembling|matching|peer) (?:clients?|
                households?|famil(?:y|ies)|people|investors?|profiles?|situations?|relationships?|ones|others)
            (?:peers?|peer group|twins?|lookalikes?|doppelgangers?|nearest neighbou?rs?|comparables?|comps) (?:of|
                for|to|do|hold|have|own|group)? ?.*@client
            @client(?: family| household)?(?:'s|')? (?:peers?|peer group|twins?|lookalikes?|comparables?|comps|
                nearest neighbou?rs?)
            (?:look|looks|looking) like (?:the |mr |mrs |ms )?@client
            (?:same|similar) (?:boat|situation|position|shoes) ?(?:as|to) .*
            who(?:'s| is| else is| are| else) (?:most )?(?:similar to|comparable to|like|resembl\w+) .*
            (?:what|how) (?:do|are|have|did) (?:the )?(?:peers|others|similar|comparable|other) ~ (?:hold|own|have|
                do|doing|invest\w*|set up|buy)
            (?:similar|comparable|close) to (?:the |mr |mrs |ms |family )?@client
            @client(?: family| household)? (?:vs\.?|versus|against|compared (?:to|with)|next to) (?:the |his |her |
                their |its )?(?:\w+ )?(?:peers?|others|similar|comparable)
            (?:closest|nearest|best) (?:match\w*|clients?|households?|peers?) (?:to|for|of) (?:the )?@client
            compare (?:the )?@client ~ (?:peers|others|similar|with other|to other)
            benchmark (?:the )?@client
            (?:clienti|famiglie|nuclei|persone|altri|profili|gente|coppie) (?:piu )?(?:simili|come|paragonabili|
                affini|analog\w+|che somigliano|che assomigliano|vicini) .*
            (?:simili|paragonabil\w+|affini) (?:a|ai|agli|alla|al) ~ @client
            (?:chi|quali) ~ (?:somiglia|assomiglia|somigliano|assomigliano) ~ @client
            (?:pari|omologhi) (?:di|dei|degli|della) ~ @client
            (?:clientes|familias|hogares|personas|otros|gente) (?:similares|parecid[oa]s|como|comparables|
                semejantes) .*
            (?:similares|parecid[oa]s) a ~ @client
            (?:quien|quienes) ~ (?:parece|parecen|se parecen) ~ @client
        """,
        likely=r"""
            peers?
            similar
            (?:simili|parecidos|similares)
        """,
        against=r"""
            looks? like (?:rain|it)
            (?:advisors?|other advisors|ranking|rank|my peers|against peers|among peers|vs peers|versus peers)
            sounds? like
            anything similar elsewhere
            duplicates?
            (?:pay|coaching|gap)\w*
        """,
    ),
    Cue(
        "propensity",
        sure=rf"""
            propensit\w+
            (?:who|whom|which|any|anyone|anybody|clients?|households?|someone|families|show|list|find|
                give) ~ (?:need|needs|needing|want|wants|wanting|use|benefit|ripe|ready|candidates?|due|prime|
                suited|interested|likely|talk|speak|ask|approach|pitch|open|receptive|right|primed|good fit|fit|
                mention|raise|discuss\w*|call|contact|looking) ~ {NEED}
            (?:likely|ripe|ready|candidates?|prime|primed|good fit|best fit|opportunit\w+|leads?|prospects|suited|
                in line|in the market|conversation|conversations|due) (?:to (?:need|want|buy|ask)|for|about|
                on) (?:an? |some |more |the |their )?{NEED}
            {NEED} (?:\w+ )?(?:candidates?|prospects?|conversations?|opportunit\w+|leads?|needs?|list|likelihood|
                probabilit\w+|propensity|ideas?|targets?|buyers?|talk|shortlist)
            (?:need|needs|want|wants) (?:next|most|now)
            (?:chance|probability|likelihood|odds|likely|prospect) ~ (?:wants?|needs?|buys?|takes?|opens?|
                interested) ~ {NEED}
            next (?:best )?(?:need|product|conversation|action|offer|sale)
            (?:likely|going) to need
            (?:what|which) ~ @client ~ (?:need|needs|likely|want|next)
            what (?:should|could|can|do|might) i (?:offer|discuss|talk about|bring up|pitch|raise|suggest|
                mention) ~ @client
            cross[ -]?sell(?:ing)?
            (?:chi|quali clienti|qualcuno|clienti) ~ (?:bisogno|servire|serve|servirebbe|interessat\w+|propens\w+|
                pront\w+|candidat\w+|potrebbe|potrebbero|vorr\w+|adatt\w+|parlare|proporre|probabil\w*|matur\w+|
                ha senso) ~ {NEED}
            (?:bisogno|bisogni|candidat\w+|propension\w+|interessat\w+|opportunita|probabil\w+|propens\w+) (?:di|
                per|alla|a|in|all|ai|al|alle|a una?|di una?)'? ?(?:una? |un' ?)?{NEED}
            (?:di cosa|che cosa|cosa) (?:ha|hanno|avranno|avra|potrebbe|potrebbero) (?:avere )?bisogno
            (?:bisogno|bisogni) (?:piu )?(?:probabil\w+|futur\w+|prossim\w+)
            (?:quien|quienes|que clientes|alguien|clientes|a quien) ~ (?:necesit\w+|quier\w+|interesad\w+|
                probabl\w+|list\w+|candidat\w+|podria|podrian|convendria|hablar|ofrecer|sirve|propens\w+) ~ {NEED}
            (?:necesidad|necesidades|candidatos|propension|interesad\w+|probabl\w+) (?:de|para|en|a|por) (?:una? |
                el |la )?{NEED}
            que (?:necesita|necesitan|necesitaran|necesitara|podria necesitar)
        """,
        likely=rf"""
            (?:who|which|any|anyone|clients?|households?|chi|quali|clienti|quien|quienes|que clientes) ~ {NEED}
            {NEED} ~ (?:who|which clients?|chi|quien)
        """,
        hint=rf"""
            {NEED}
        """,
        against=r"""
            (?:without|with no|has no|have no|lacking) .*
            (?:policy|rule|allowed|rules|document\w*|means?|definition|compliance)
            (?:email|note|letter|draft|write|card|linkedin|post|tweet)
            (?:cac|payback)
            referr\w+
            (?:worth|npv|value my|old 401k|held away)
            (?:gift|gifts)
            (?:data|records?)
            prospects? to
            model ~ (?:treat\w*|fair\w*|bias\w*|calibrat\w*|drift\w*|differ\w*)
            ^(?:explain|define|what (?:is|are)|cos'e|que es) .*
            (?:i|we) need to
            (?:how many|how much|since|over \d+)
        """,
    ),
)
