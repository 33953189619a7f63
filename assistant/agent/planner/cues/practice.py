"""Signs of the tools about running the practice: sources, what clients cost, pay, service, the calendar."""

from assistant.agent.planner.cues.cue import Cue

PRACTICE = (
    Cue(
        "referral_sources",
        sure=r"""
            (?:cpas?|attorneys?|custodians?|seminars?|web) (?:or|vs\.?|versus|o) (?:cpas?|attorneys?|custodians?|
                seminars?|web|clients?)
            (?:referral|lead|referrals|introduction|client|business) (?:sources?|channels?|funnel|origins?)
            (?:best|worst|top|rank|which|what|my|good|strongest|weakest|useful|productive|compare|our|every|each|
                show|list) (?:\w+ ){0,3}(?:sources?|channels?)
            sources? (?:convert\w*|by|of (?:referrals?|leads?|clients?|business|new)|ranking|ranked|rank|perform\w*|
                work\w*|that|deserve\w*|bring\w*|are|is|do|does|close)
            (?:cpas?|cois?|attorneys?|accountants?|lawyers?|centers? of influence|seminars?|web leads?|
                cold list) ~ (?:convert\w*|conversion|referr\w+|leads?|worth my|worth the|clients|best|source|
                bring\w*|send\w*|perform\w*|close)
            (?:convert\w*|conversion) ~ (?:sources?|channels?|leads?|referrals?|cpas?|cois?|seminars?)
            (?:leads?|referrals?) ~ (?:convert\w*|conversion|turn into clients|close|closing|become clients)
            where(?: do| did| are| does|'?s| is) (?:my|our|the|most|all|these) (?:\w+ )?(?:clients?|leads?|
                referrals?|business|prospects?|new clients?|households?) (?:come|came|coming|originate|
                originating) from
            (?:sources?|channels?) ~ (?:next (?:ten|10) hours|my time|my effort|deserves?|invest|focus|stop|drop)
            (?:referral|lead) (?:conversion|performance|report|roi|statistics|stats|results|numbers|funnel)
            (?:fonte|fonti|canale|canali|sorgenti|provenienza) (?:di|dei|delle|da|migliori|migliore|che|piu|con|per|
                rend\w+|funzion\w+|convert\w+|conviene).*
            (?:migliore|migliori|peggiori|quale|quali|che|mie|classifica|mie migliori) (?:\w+ ){0,2}(?:fonte|fonti|
                canale|canali|segnalator\w+)
            (?:segnalazioni|referenze|referral) (?:per|da|di|che|migliori|convert\w+|come|quali).*
            da (?:dove|chi) (?:arrivano|vengono|provengono|arriva|viene) ~ (?:clienti|segnalazioni|contatti|lead)
            (?:mejor|mejores|peores|que|cuales|mis|ranking de) (?:\w+ ){0,2}(?:fuentes?|canales?)
            fuentes? (?:de|que|con|por) .*
            de donde (?:vienen|llegan|salen) ~ (?:clientes|referidos|contactos|leads)
            (?:referidos|recomendaciones) (?:por|que|de) .*
        """,
        likely=r"""
            sources?
            referrals?
            (?:seminars?|custodian|web leads?|events?) ~ (?:work\w*|worth|convert\w*|pay\w* off|good|bring\w*)
            (?:are|do|is) (?:the |our |my )?(?:seminars?|web leads?) .*
            by (?:source|channel)
            (?:keep|stop|continue|quit|drop) (?:doing|running|buying|using|paying for|with|the) .*(?:seminars?|
                leads?|events?|ads?|mailers?)
            per (?:canale|fonte|canal|fuente)
            (?:que|quale|which) canal\w*
            (?:fonti|fuentes|canali|segnalazioni|referidos)
            cois?|cpas?
        """,
        hint=r"""
            convert\w*|conversion\w*
            leads?
        """,
        against=r"""
            (?:cac|cost to acquire|acquisition cost|cost per|payback|costo di acquisizione|what does a client cost|
                cost us)
            (?:which|who|what) (?:of my )?(?:own )?(?:clients?|people|households?) (?:\w+ )?(?:refer|referred|send|
                sent|introduce)\w*
            who (?:referred|refers|sent|sends|introduced)
            referrers?
            (?:thank|thanked|thanks)
            (?:email|note|letter|draft|write)
            (?:policy|rule|allowed|fee|fees|agreement|compensated|paid|disclos\w+)
            (?:data|income|revenue|that) sources?
            source of (?:that|this|the)
            (?:wallet|held away)
        """,
    ),
    Cue(
        "top_referrers",
        sure=r"""
            (?:top|best|biggest|my) referrers?
            referrers?
            (?:who|which ~ clients?|which clients?|clients? (?:who|that)|which of my (?:own )?(?:clients|
                people)) (?:has |have |had )?(?:refer(?:s|red)?|introduc\w+|sent|sends?|recommend\w*|brought)
            (?:did|have) i (?:ever )?(?:thank|thanked|say thanks|said thanks) ?.*(?:them|referr\w+|introduc\w+|
                people)?
            (?:chi|quali clienti) ~ (?:presentat\w+|segnalat\w+|mandat\w+|raccomand\w+|portato|segnala|presenta|
                presentano|segnalano|consiglia\w*)
            (?:quien|quienes|que clientes) ~ (?:refer\w+|recomend\w+|presentado|traido|enviado|manda\w*)
        """,
        against=r"""
            cpas?|attorneys?|channels?|canal[ei]|fonte|fuente|custodians?
            (?:draft|write|email|letter|note to)
            sources?|fonti|fuentes|channels?|leads
        """,
    ),
    Cue(
        "acquisition_cost",
        sure=r"""
            cac
            (?:acquisition|customer acquisition|client acquisition) costs?
            cost (?:to acquire|to win|to get|of acquiring|per (?:new )?client|per acquisition|of a (?:new )?client|
                of winning)
            (?:what|how much) (?:does|do|did) (?:a|each|one|every|new) ~ cost
            (?:what|how much) (?:does|do|did) it ~ cost (?:us |me )?to (?:win|acquire|get|land)
            payback(?: period)?
            ltv(?:/cac| to cac)?
            wrong clients?
            costo (?:di|per) (?:acquisizione|acquisire|cliente|un cliente|ogni cliente)
            (?:quanto|cosa) (?:mi |ci )?costa (?:un|ogni|acquisire|prendere|conquistare)
            coste? (?:de|por) (?:adquisicion|cliente|adquirir)
            cuanto (?:me |nos )?cuesta (?:un|cada|conseguir|adquirir)
        """,
    ),
    Cue(
        "ideal_prospect",
        sure=r"""
            (?:ideal|perfect|best|dream|target) (?:\w+ )?(?:prospects?|client profile|prospect profile)
            (?:rank|score|list|show|which|my|top|hot|best|call) ~ prospects?
            prospects?
            who (?:is|are) (?:my )?(?:hottest|best) leads?
            (?:one|single) ~ (?:prospect|call) ~ who
            (?:prospetti|potenziali clienti|contatti migliori|cliente ideale)
            (?:prospectos?|cliente ideal|clientes potenciales)
        """,
        against=r"""
            (?:per|by|por) (?:canal\w*|channel|fonte|source|fuente)
            (?:draft|write|email|letter|note)
            (?:rollover|insurance|annuit\w+|estate) prospects?
        """,
    ),
    Cue(
        "pay_report",
        sure=r"""
            ^(?:my )?pay (?:this|last|for|in|so far|ytd).*
            (?:my|our|his|her|their|advisor|incentive|@scope(?:'s)?) (?:pay|paycheck|payout|compensation|comp|bonus|
                incentive|take[ -]?home|salary|earnings)(?: so far| this| last| grid| report| for)?
            (?:pay|payout|compensation) (?:vs\.?|versus|against|compared to) .*
            (?:payout|pay|compensation|incentive) (?:grid|report|cliff|tier|level|statement|per|by)
            (?:how much|what) (?:will|would|do|am|did|was|are) (?:i|we) (?:be |get |getting |going to be |
                going to get )?paid
            (?:what|how much) will i (?:take home|make this month|earn this month)
            (?:next|pay) (?:tier|cliff|breakpoint)
            (?:extra|additional|more) production
            what(?:'s| is| would be|'d be| will be) (?:my|our|his|her|their) (?:pay|payout|compensation)
            (?:add|adding|added|another) ~ production .*
            (?:compenso|stipendio|retribuzione|bonus|incentiv\w+|paga|variabile)
            (?:quanto|cosa) (?:prendo|mi pagano|prendero|mi pagheranno|saro pagat\w+|guadagno)
            (?:sueldo|salario|retribucion|pago variable|incentivos?|compensacion)
            cuanto (?:me pagan|cobro|voy a cobrar|me van a pagar|gano)
        """,
        against=r"""
            (?:fees|clients? pay|buyer|someone|somebody|pay for|would pay|they pay|does @client|do the)
            (?:referr\w+|sources?|promoters?)
        """,
    ),
    Cue(
        "pipeline",
        sure=r"""
            pipeline
            (?:deals?|opportunit(?:y|ies)|trades?) (?:stuck|stalled|stale|in|open|closing|close|by|at|that|are|is|
                going|won|lost)
            (?:stuck|stalled|stale|open|weighted|which|my|what|big|biggest|new) (?:\w+ )?(?:deals?|opportunit(?:y|
                ies))
            (?:new business|business|deals?) ~ (?:close|closing|land|win|book)
            (?:proposal|negotiation|discovery|closing|prospecting) stage
            stage (?:conversion|velocity)
            weighted .*
            (?:trattative|opportunita) .*
            trattativ\w+
            (?:oportunidades|negociaciones|embudo) .*
        """,
        likely=r"""
            (?:deals?|stuck|stalled)
        """,
        against=r"""
            (?:estate|insurance|rollover|annuity|lending) opportunit(?:y|ies)
            drafts?
        """,
    ),
    Cue(
        "life_events",
        sure=r"""
            life events?
            (?:births?|babies|baby|newborns?|marriages?|weddings?|married|divorces?|divorced|divorcing|separations?|
                deaths?|died|inheritances?|inherited|graduations?|graduated|retirements?|retired|retiring|
                business sales?|illness\w*|new homes?|new jobs?|job changes?|moved house|anniversar\w+|birthdays?|
                milestones?) (?:in|this|last|next|coming|coming up|recently|lately|among|since|ahead|soon|on|for|of|
                upcoming|ytd|over|during|to|are|is)(?: ~ (?:book|clients|month|week|year|quarter|months|days|weeks|
                \w+ber|january|february|march|april|may|june|july|august))?
            (?:who|which clients?|anyone|anybody|which households?)(?:'s|s| is| are| has| have| just|
                 recently)? (?:just |recently |had a |having a |getting |got |turning |turned |about to |going to |
                been )?(?:birthdays?|married|marrying|divorced|divorcing|retired|retiring|retire|baby|babies|born|
                moved|moving|died|inherited|inheriting|turning|turned|turns|graduat\w+|expecting|pregnant|sold (?:a|
                their|his|her) business|changed jobs|passed away|lost a)
            (?:who|which clients?|anyone) (?:turns?|is turning|are turning|will turn|will be|hits?|reach\w*) \d\d.*
            (?:upcoming|next|coming|this (?:week|month)'s|december|november|january|whose|any) (?:birthdays?|
                anniversar\w+|milestones?)
            (?:eventi|evento) (?:di vita|della vita|familiari|recenti)
            (?:nascite|matrimoni|divorzi|lutti|decessi|eredita|lauree|traslochi|pensionamenti|compleanni|
                anniversari|nozze) .*
            (?:chi|quali clienti) (?:si e|ha|hanno|si sono|compie|compiono|va|sta|e) ~ (?:sposat\w+|divorziat\w+|
                avuto|nat\w+|in pensione|compleanno|anni|trasferit\w+|mort\w+|ereditat\w+|laureat\w+)
            eventos? (?:de vida|vitales|familiares)
            (?:nacimientos|bodas|matrimonios|divorcios|fallecimientos|herencias|cumpleanos|aniversarios|
                jubilaciones|mudanzas) .*
            (?:quien|quienes|que clientes) ~ (?:caso|casaron|divorci\w+|jubil\w+|cumple\w*|nacio|murio|mudado|
                heredo)
        """,
        likely=r"""
            birthdays?
            divorces?
            compleann\w+|cumpleanos
        """,
        against=r"""
            (?:piu|meno|mas|menos) (?:di|de) \d+ (?:anni|anos)
            (?:draft|write|email|e-mail|letter|note|card|send|wish|scrivi|bozza|lettera|biglietto|escribe|carta|
                wishes|notes|auguri)
            (?:who|which) ~ (?:need|needs|candidates?|ripe)
            retirement income
            passed away
            happy (?:birthday|anniversary)
        """,
    ),
    Cue(
        "questionnaires",
        sure=r"""
            questionnaires?
            surveys?
            questionari\w*
            cuestionarios?|encuestas?
        """,
        against=r"""
            (?:draft|write|prepare|email|letter|note|reminder|remind|scrivi|bozza|promemoria|recordatorio)
            life events?
        """,
    ),
    Cue(
        "service_levels",
        sure=r"""
            (?:overdue|late|open|breached|missed) service requests?
            service requests? (?:overdue|late|open|missed)
            slas?
            service (?:levels?|standards?|attainment|promise)
            reviews? (?:due|overdue|owed|to book|to schedule|missed|behind|are due|outstanding|coming up)
            (?:overdue|due|which|missed|late|outstanding) (?:client )?(?:reviews?|requests?|contacts?)
            (?:a|b|c|top)[ -]?(?:clients?|tier)? (?:are |is )?(?:getting|receiving|get) ~ service
            (?:not in good order|nigo)
            contacts? (?:owed|made|due)
            (?:livelli|livello) di servizio
            (?:revisioni|richieste) (?:in ritardo|scadute|da fare|in scadenza|dovute|aperte)
            (?:nivel|niveles) de servicio
            (?:revisiones|solicitudes) (?:vencidas|atrasadas|pendientes)
        """,
        against=r"""
            (?:rule|policy)
        """,
    ),
    Cue(
        "ageing",
        sure=r"""
            age?ing
            how old (?:are|is) (?:the |my |our )?(?:open |oldest )?(?:transfers?|requests?|tasks?|leads?|
                opportunit\w+|invoices?|receivables?|deals?|clients?)
            (?:open|pending|stuck|oldest|late) (?:transfers?|acats?|requests?|tasks?|invoices?|receivables?)
            (?:overdue|open|outstanding) tasks?
            (?:leads?|prospects?) (?:that )?(?:have )?(?:gone|going|went|got) (?:cold|quiet|stale)|cold leads?
            old leads?
            (?:invoices?|receivables?|unpaid|outstanding (?:bills?|fees|balances))
            transfer #?\d+
            how long ~ (?:transfers?|invoices?|requests?|tasks?|receivables?)
            (?:da quanto|quanto vecchi\w*) ~ (?:trasferiment\w+|richiest\w+|fattur\w+|attivita|compit\w+|contatt\w+)
            (?:fatture|crediti|trasferimenti) (?:non pagat\w+|scadut\w+|apert\w+|in sospeso|da incassare)
            (?:antiguedad|facturas|transferencias|tareas) (?:pendientes|abiertas|impagadas|vencidas|de).*
        """,
        against=r"""
            (?:how long|long) (?:do|must|should) we (?:have to )?keep
        """,
    ),
    Cue(
        "campaigns",
        sure=r"""
            how did (?:the )?(?:campaign .*|.* (?:campaign|mailing)) (?:do|perform|go|work).*
            campaigns?
            mailers?
            (?:open|click|reply|response)[ -]?(?:rates?|throughs?)
            newsletters? (?:result|results|do|did|perform\w*|open\w*|click\w*|stats)
            (?:who|how many) (?:opened|clicked|replied)
            hold[ -]?out
            campagn\w+
            campanas?
        """,
        likely=r"""
            (?:clicked|opened)
            (?:results?|performance) (?:on|of|for) ~ (?:letter|mailing|newsletter|email blast)
            how did ~ (?:letter|mailing|newsletter|mailer|email) (?:do|go|perform|work)
        """,
        against=r"""
            (?:draft|write|send)
        """,
    ),
    Cue(
        "coaching",
        sure=r"""
            coaching
            (?:largest|biggest|single biggest|main|top) (?:\w+ )?gaps?
            (?:my|our|@scope|his|her|their) (?:weakness\w*|weak spots?|gaps?|blind spots?|strengths?) .*
            (?:strengths?|weakness\w*|weak spots?) ?.*
            (?:where|what) (?:am i|should i|can i|do i|is @scope|could i) (?:weak\w*|improve|work on|do better|
                get better|fall short|behind|leaving money)
            (?:punti (?:di forza|deboli)|lacune|dove (?:posso )?miglior\w+)
            (?:fortalezas|debilidades|en que (?:puedo )?mejorar|puntos debiles)
        """,
        against=r"""
            data
        """,
    ),
    Cue(
        "open_promises",
        sure=r"""
            promis(?:es|ed|e)(?! (?:a return|returns|performance|that they))
            (?:what|which|anything) (?:do|did|have) (?:i|we) (?:owe|commit\w*|agreed to do|say we'd do|say i'd do)
            commitments?
            (?:cosa|che cosa) (?:ho|abbiamo) promesso
            promess\w+
            (?:que|lo que) (?:prometi|prometimos|he prometido|hemos prometido)
            promesas?|compromisos?
        """,
        against=r"""
            (?:draft|write|email|letter|note|prepare)
            (?:can i|am i allowed|may i|is it ok|policy|rule)
            (?:client-facing|predictions?)
            (?:return|returns|market)
        """,
    ),
    Cue(
        "alerts",
        sure=r"""
            (?:growth |retention |open |new |my |any |today's )?alerts?
            (?:avvisi|allert\w*|segnalazioni di allarme|notifiche)
            (?:alertas?|avisos?)
        """,
        against=r"""
            (?:policy|rule)
        """,
    ),
)
