"""Signs of the tools about many households: whose money leaves, who may go, who meets a condition, what is missing."""

from assistant.agent.planner.cues.cue import Cue

HOUSEHOLDS = (
    Cue(
        "find_erosion",
        sure=r"""
            (?:silent(?:ly)?|quiet(?:ly)?|slow(?:ly)?|stealth\w*|hidden|under the radar|
                behind my back) ~ (?:erosion|ero\w+|leav\w+|leak\w*|loss\w*|los\w+|outflows?|exit\w*|attrition|
                mov\w+|bleed\w*|drain\w*|pull\w*|transfer\w*|withdr\w+|walk\w*|slip\w*|draw\w*|shift\w*|tak\w+|go|
                gone|going)
            ero(?:sion|ding|ded|de|des|sive)
            erosione|erosioni|erodendo|erodono|erosi|erode
            (?:slow )?leak(?:s|ing|age|y|ed)?
            bleed(?:s|ing)?
            (?:whom?|which clients?|which households?|anyone|anybody|someone|somebody|who all|clients?) (?:am i|
                are we|i'm|i am|we're|is|are) (?:quietly |silently |slowly |also )?(?:losing|drifting|draining|
                slipping|moving|pulling|shifting|sneaking|fading|siphoning)
            (?:am i|are we|i'm|we're) (?:quietly |silently |slowly )?losing (?:anyone|anybody|any|someone|somebody|
                money|assets|clients|households|them|the)
            (?:losing|lose|lost|leaving|going) ~ (?:without (?:me |us |my |our )?(?:knowing|noticing|realizing|
                realising|seeing|it)|unnoticed)
            (?:money|assets?|cash|funds|dollars) (?:is |are |has been |have been |that is |that's |was |
                were )?(?:quietly |silently |slowly |gradually )?(?:leaving|walking|drifting|draining|slipping|
                seeping|trickling|flowing out|going out|going away|going elsewhere|walking out|disappearing|
                escaping|heading out|moving out|moving away|moving elsewhere|dripping|bleeding)
            (?:moving|pulling|taking|shifting|siphoning|sneaking|withdrawing|transferring|draining|moved|pulled|
                taken|shifted) (?:their |his |her |the |its |out |some )?(?:money|assets|funds|cash|balances?|
                accounts?|out|business)(?: out| away| elsewhere| to)?
            (?:stopped|quit|ceased) (?:contributing|adding|depositing|saving|putting)
            (?:partial|part) transfers? out
            (?:draining|emptying|shrinking|dwindling|depleting)
            (?:clients?|households?|families|people|anybody|anyone|accounts?|who|who's|who is) (?:that |
                who )?(?:is |are |have been )?(?:drifting|slipping|fading|sneaking|trickling) ?(?:away|out|off)?
            one foot out(?: of)? the door
            hollow(?:ed|ing) out
            (?:chi|quali clienti) (?:sto|stiamo|mi sta|sta|stanno) (?:perdendo|portando|spostando|togliendo|
                prelevando|svuotando|scivolando|lasciando|uscendo|andando)
            (?:sto|stiamo) perdendo (?:qualcuno|clienti|soldi|masse|qualche|qualcosa)
            (?:portando|portano|portare|spostando|spostano|togliendo|tolgono|prelevando) (?:via|altrove|fuori|soldi|
                masse|i soldi|le masse|denaro) ?.*
            (?:soldi|masse|denaro|patrimonio|capitali) ~ (?:che )?(?:escono|esce|se ne vanno|se ne va|va via|
                vanno via|uscendo|sparendo|in uscita)
            (?:in silenzio|silenziosa?|silenziosamente|senza (?:che (?:me ne accorga|io lo sappia|lo sappia|
                ce ne accorgiamo)|accorgermene|saperlo|dirmelo|dire niente))
            (?:svuotando|svuotano|svuotamento|emorragia|emorragie)
            (?:a quien|que clientes|que hogares) (?:estoy|estamos|me esta|esta|estan) (?:perdiendo|llevando|sacando|
                moviendo|yendo)
            (?:estoy|estamos) perdiendo (?:a alguien|alguien|clientes|dinero|activos|algun)
            (?:silenciosa|silencioso|en silencio|sin (?:saberlo|darme cuenta|que me de cuenta|avisar|que lo sepa))
            (?:sacando|llevando|moviendo|llevandose|retirando) (?:su |el |sus |mi )?(?:dinero|activos|fondos|plata)
            (?:se (?:esta|estan) (?:yendo|llevando)|fugas?(?: de)?) .*
            innocent explanations?
        """,
        likely=r"""
            (?:who|whom) (?:am i|are we|i'm|we're|do i|did i|did we) (?:losing|lose|lost)
            (?:losing|lose) (?:clients|assets|money|households)
            (?:going|taking|took) elsewhere
            walking out the door
            (?:leaving|leave) (?:me|us)? ?(?:quietly|slowly|bit by bit|little by little)
            (?:drain|siphon|sneak|trickl|seep|drift|leach)\w*
            (?:pulled|moved|taken|took|withdrew|withdrawn|shifted|lost) ~ (?:more than|over|at least) \S+
            bit by bit|little by little|poco a poco|goccia a goccia|gota a gota
        """,
        hint=r"""
            losing|perdendo|perdiendo
            withdraw\w*
        """,
        against=r"""
            (?:likely|probability|chance|odds|about) (?:to|of) (?:leav\w+|churn\w*|fir\w+)
            (?:email|note|letter|draft|write)
            (?:if|what if|suppose|se|si|say) (?:i|we|lose|i lose|perdo|pierdo) .*
            trades?|deals?
            means?|definition|policy|method|how (?:does|do you|is|are)|works|cos'e|che cos'e|que es|come (?:si|e|
                viene|misur\w+|funziona)
        """,
    ),
    Cue(
        "clients_at_risk",
        sure=r"""
            (?:clients?|households?|relationships?) (?:most |really |that are )?at risk
            (?:at[ -]risk|a rischio|en riesgo)
            (?:who|whom|which) ~ (?:should|do|must|need to|ought) (?:i|we) (?:to )?(?:call|phone|ring|contact|
                worry about|be worried about|reach out to|save|talk to first)
            (?:who|whom) (?:to|should i) (?:call|phone|ring|worry about|contact)(?! about @)
            (?:who|which clients?|anyone|anybody)(?:'s|s| is| are|'s going| might| may| could| will|
                 would)? (?:about to|going to|likely to|thinking of|ready to|close to|gonna|might|
                most likely to) ?(?:leave|leaving|quit|fire|walk|churn|go|bolt|jump|defect|drop|move on)\w*
            (?:who|which clients?)(?:'s|s| is| are)? (?:leaving|unhappy|wobbly|shaky|wavering)
            call list
            (?:likely|risk|probability|chance|odds|likelihood) ~ (?:leav\w+|churn\w*|stay\w*|quit\w*|go|walk\w*|
                defect\w*|loss)
            (?:will|are|is|would|might|could) (?:the |mr |mrs )?@client(?: family)? (?:stay|leave|leaving|
                stick around|going to stay|going to leave|likely to (?:stay|leave))
            (?:value|revenue) at risk
            churn(?:ing| risk| list| probability)?
            flight risks?
            fire me|fire us|firing me
            (?:chi|quali clienti) (?:devo|dovrei|dobbiamo|conviene) (?:chiamare|sentire|contattare|richiamare|
                salvare)
            chi (?:chiamare|chiamo|sento|contattare)
            (?:chi|quali clienti|qualcuno) (?:rischia|rischio|rischiamo|sta per|stanno per|potrebbe|
                potrebbero) ~ (?:andar\w*|lasciar\w*|perder\w*|uscir\w*|mollar\w*|andarsene|partire)
            (?:probabilita|rischio) (?:di|che) ~ (?:perder\w*|abbandono|restar\w*|riman\w+|andar\w*|lasci\w*|
                resti\w*|vad\w+)
            (?:a quien|a que clientes) (?:debo|deberia|tengo que|debemos|hay que|conviene) ?(?:llamar|contactar)?
            (?:a quien|quien) (?:llamo|llamar|contactar|esta por irse|se va a ir)
            (?:probabilidad|riesgo) de (?:perder|irse|abandono|fuga|que se)
        """,
        likely=r"""
            leave me|leaving me|leave us
            risk of losing
            (?:worried|worry) about
            stay (?:with me|with us|put)
        """,
        hint=r"""
            call
            risks?
            leave|leaving
        """,
        against=r"""
            (?:if|se|si) (?:advisor |consulente |asesor )@scope .*
            (?:if|se|si) (?:advisor )?@scope (?:leaves?|left|quits?|goes|walks?|va via|se va).*
            (?:log|logged|record|reminder)
            (?:if|what if|suppose) ~ (?:leave|leaves|left)
            prospects?
            (?:three|3|growth|acquisition) (?:big |main |key )?risks?
            risk tolerance
            about (?:insurance|estate|annuit\w+|rollovers?|529)
        """,
    ),
    Cue(
        "wallet_share",
        sure=r"""
            share of wallet
            wallet(?: share)?s?
            held[ -]?away
            (?:assets|money|accounts?|funds) (?:held |kept |sitting |parked )?(?:elsewhere|away|outside|at other|
                with other|with another|at another)
            (?:outside|external) (?:assets|accounts|money)
            (?:money|assets) ~ (?:hold|held|holds|keep|keeps|have|has) (?:elsewhere|away|outside|at other .*)
            (?:old|former|previous|orphan\w*|ex) (?:401k|401\(k\)|employer|plan|pension)\w*
            (?:divided|split) relationships?
            who else (?:do|does|manages|has)
            (?:quota|percentuale) (?:di|del) (?:portafoglio|patrimonio|wallet)
            (?:patrimonio|masse|soldi) (?:presso altri|altrove|fuori|esterno|esterni)
            (?:cuota|participacion) (?:de|en) (?:cartera|billetera|el patrimonio)
            (?:dinero|activos) (?:fuera|en otros|en otro|en otra)
        """,
        against=r"""
            campaigns?|mailing
            (?:email|note|letter|draft|write)
            (?:moving|pulling|taking|shifting)
        """,
    ),
    Cue(
        "find_clients",
        sure=r"""
            (?:which|what) (?:branch(?:es)?|teams?|advis[eo]rs?|offices?|regions?) (?:has|have) the (?:oldest|
            youngest) .*
            oldest and most concentrated .*
            (?:oldest|youngest) (?:books?|clients?|client base).*
            (?:clients?|households?|people|who|families|list) (?:who are |that are |is |are )?(?:over|under|above|
                below|older than|younger than|aged|between) \d+
            (?:clients?|households?|who|people|families) ~ (?:live|lives|living|located|based|reside) in
            (?:clients?|households?|who|people|families) ~ (?:more than|less than|over|under|at least|above|
                below) ~ (?:\d|million|k\b|aum|assets|net worth|income|cash)
            (?:clients?|households?|who|book) (?:by|per|sorted by) (?:age|income|net worth|location|tenure|city|
                state)
            (?:how|come|como) ~ (?:distributed|spread|broken down|split|distribuit\w+|distribuid\w+) .*
            (?:clients?|households?|who|everyone|people) (?:has |have )?(?:without|with no|lacking|has no|have no) .*
            (?:haven't|have not|not|no one|nobody|hasn't|never) (?:\w+ )?(?:been )?(?:contacted|spoken|talked|
                called|heard|met|seen|touched) .*
            (?:clienti|nuclei|famiglie) (?:sopra|sotto|oltre|con piu di|con meno di|di eta|over|tra) .*
            (?:clienti|chi|famiglie) ~ (?:vive|vivono|abita|abitano|residente|residenti) (?:a|in|nel)
            (?:clienti|portafoglio) per (?:eta|reddito|patrimonio|zona|citta)
            clientes (?:mayores|menores|de mas de|con mas de|con menos de|que viven) .*
            (?:how old are my|average age of|age distribution|age profile|age breakdown)
            (?:which|what) (?:clients|households) (?:hold|own|have) .*
            who (?:holds?|owns?) .*
        """,
        likely=r"""
            (?:list|find|show) (?:me )?(?:all |the |my )?(?:clients?|households?) (?:who|with|that|in|without)
        """,
        against=r"""
            (?:eroding|erosion|leak\w*|losing|risk|leaving|moving|drift\w*|slipping|pulling|bleeding|stopped|
                quietly|silently|money (?:is )?leaving)
            (?:email|note|letter|draft|write)
            (?:need|needs|ripe|likely)
            old 401k
            @client
            (?:without|no) (?:approval|an? (?:answer|reply|owner))
            (?:edward jones|competitors?|merrill|schwab|fidelity|other firms?)
        """,
    ),
    Cue(
        "required_distributions",
        sure=r"""
            rmds?
            required (?:minimum )?distributions?
            mandatory (?:withdrawals?|distributions?)
            (?:distribuzioni|prelievi) obbligator\w+
            (?:distribuciones|retiros) (?:minim\w+ )?(?:obligatori\w+|requerid\w+)
        """,
        against=r"""
            (?:linkedin|post|tweet|facebook|draft|write|email|letter|note)
            (?:policy|rule|rules|means?|definition|exactly|something|age for|at what age|when do|how is|how are|
                how do)
        """,
    ),
    Cue(
        "duplicate_records",
        sure=r"""
            duplicat\w+
            doppion\w+
            (?:same (?:person|client|household) twice)
            merge (?:the )?(?:records?|clients?|households?|contacts?)
        """,
    ),
    Cue(
        "data_quality",
        sure=r"""
            data quality
            (?:missing|stale|no|without) (?:birth ?dates?|dates of birth|net worths?|emails?|phones?|phone numbers?|
            incomes?)
            (?:missing|stale|incomplete|wrong|bad|dirty|gaps?|out of date|old) ~ (?:data|records?|fields?|crm|
                information|info)
            (?:data|records?|crm) ~ (?:missing|stale|incomplete|gaps?|clean|complete|quality|holes|out of date|bad|
                wrong|dirty|poor|messy)
            (?:qualita|calidad) (?:dei|de los|de|dei) (?:dati|datos)
            (?:dati|datos|campi|campos) (?:mancant\w+|incomplet\w+|vecchi|che mancano|que faltan|faltantes|
                desactualizad\w+)
            (?:cosa|che) (?:ci )?manca (?:nei dati|in anagrafica)
        """,
    ),
)
