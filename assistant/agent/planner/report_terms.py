"""What the values of the reports' arguments are called: measures, metrics, levels, kinds, open things, life events."""

from __future__ import annotations

from assistant.agent.planner.terms import terms_of

MEASURES = terms_of(
    ("controllable", r"controllabl\w+|voluntar\w+|controllabil\w+|volontari\w+"),
    ("assets_net", r"""
        net (?:asset|aum|assets) retention|net retention of assets
        (?:asset|aum)\w* retention,? net|retention nett\w+ (?:delle masse|del patrimonio)
    """),
    ("revenue_gross", r"""
        gross revenue retention|grr|revenue retention,? gross|retention lord\w+ (?:dei )?ricavi
    """),
    ("revenue_net", r"""
        (?:net )?(?:revenue|dollar|fee) retention|nrr|retention (?:of|on) (?:revenue|fees)
        (?:retention|fidelizzazione) (?:\w+ )?(?:dei|sui) ricavi|retencion (?:de|sobre) (?:los )?ingresos
    """),
    ("assets_gross", r"""
        (?:gross )?(?:asset|assets|aum|money) retention|retention (?:of|on) (?:assets|aum|money)
        how much (?:of the )?money (?:did|do|have) (?:i|we) keep|kept? (?:of )?(?:the |our |my )?(?:assets|money)
        (?:retention|fidelizzazione) (?:\w+ )?(?:delle masse|del patrimonio|degli asset)
        retencion (?:de|del) (?:patrimonio|activos)
    """),
    ("wallet", r"wallet(?:[ -]share)? retention|retention (?:of|on|by) (?:the )?(?:wallet|share of wallet)"),
    ("clients", r"""
        (?:client|household|customer|logo)s? retention|retention (?:of|on) (?:clients|households)
        (?:retention|fidelizzazione) (?:dei )?clienti|retencion de clientes
    """),
)  # fmt: skip
METRICS = terms_of(
    ("organic_growth", r"(?:organic|real|true) growth|grow\w*|coast\w*|crescita|crec\w+"),
    ("net_flows", r"(?:net )?(?:flows?|new money|new assets)|nna|raccolta(?: netta)?|flujos?|inflows?"),
    ("book_value", r"book value|(?:value|worth) of (?:the|their) books?|npv|valore (?:del )?(?:book|portafoglio)|"
        r"valor (?:de la )?cartera"),
    ("wallet_share", r"wallet(?:[ -]share)?|share of wallet|quota di portafoglio|cuota de cartera"),
    ("new_clients", r"new (?:clients|households|accounts|relationships)|clients won|nuovi clienti|clientes nuevos|"
        r"nuevos clientes"),
    ("referrals", r"referrals?|segnalazion\w+|referidos?|referencias"),
    ("conversion", r"conversion\w*|close rate|win rate|closing rate|closers?"),
    ("sla", r"slas?|service(?: levels?)?|response times?|servizio|servicio"),
    ("depth", r"depth|relationship depth|deepest|profondita|profundidad"),
    ("contribution", r"contribution|profitab\w+|margin|(?:after|net of) (?:the )?cost(?:s| to serve)?|contribuzione|"
        r"redditivit\w+|rentabilidad"),
    ("retention", r"retention|los(?:e|es|ing|t) (?:the )?(?:most )?clients|perdono (?:piu )?clienti|retain\w*|"
                  r"keep\w* (?:clients|their)|fidelizzazione|retencion"),
    ("revenue", r"revenues?|fees|production|producers?|gross|commissions?|ricav\w+|fatturat\w+|ingresos|facturacion|"
        r"t-?12"),
    ("aum", r"aum|assets?|size|biggest|largest|smallest|gross[oi]|grand[ei]|masse|patrimoni\w*|activos|grandes?|"
        r"book size"),
)  # fmt: skip
LEVELS = terms_of(
    ("client", r"clients?|households?|famil(?:y|ies)|relationships?|clienti|nuclei|famigli[ae]|clientes?|hogares"),
    ("advisor", r"advis[eo]rs?|reps?|producers?|consulent[ei]|asesor(?:es)?|peers?|colleagues?|fas?"),
    ("team", r"teams?|squadr[ae]|equipos?"),
    ("branch", r"branch(?:es)?|offices?|filial[ei]|sed[ei]|agenzi[ae]|sucursal(?:es)?|oficinas?"),
    ("region", r"regions?|region[ei]|areas?"),
)  # fmt: skip
WORST = terms_of(("bottom", r"""
    los(?:e|es|ing|t) (?:the )?(?:most )?clients|perdono (?:piu )?clienti|pierden mas clientes
    bottom|worst|lowest|last|smallest|weakest|least|fewest|laggards?|peggior[ei]|ultim[ei]|piu bass[ei]|peores?
    menor(?:es)?
    pequen\w+
"""))  # fmt: skip
OPEN_THINGS = terms_of(
    ("transfers", r"transfers?|acats?|trasferiment\w+|traspasos?|transferencias?"),
    ("receivables", r"receivables?|invoices?|unpaid|(?:fees|bills) (?:not |un)?(?:paid|debited|collected|owed)|"
        r"(?:nobody|no one)(?:'s| has)? paid|owed to us|fattur\w+|credit[io] da incassare|facturas?|cobros?|"
        r"cuentas por cobrar"),
    ("opportunities", r"opportunit\w+|deals?|pipeline|trattativ[ae]|oportunidad\w*"),
    ("leads", r"leads?|prospects?|contatti|contactos|prospectos"),
    ("tasks", r"tasks?|to-?dos?|attivita|compiti|tareas?|pendientes"),
    ("requests", r"requests?|tickets?|service items?|richiest[ae]|solicitud\w*|peticion\w*|cases?|backlog"),
    ("clients", r"clients?(?:'s)? age|age (?:of|bands?)|how old (?:are|is) (?:my|our|the) (?:clients|book)|"
                r"eta dei clienti|"
        r"edad(?:es)? de (?:los )?clientes"),
)  # fmt: skip
EVENTS = terms_of(
    ("birthday", r"b-?days?|birthdays?|compleann\w+|cumplean\w+"),
    ("anniversary", r"anniversar\w+|aniversari\w+"),
    ("milestone", r"milestones?|(?:ages?|turning|turns?) (?:that matter|\d\d)|traguard\w+|hitos?"),
    ("divorce", r"divorc\w+|separat\w+|separaz\w+|separaci\w+"),
    ("death", r"deaths?|died|passed(?: away)?|bereave\w*|widow\w*|lutt[oi]|decess\w+|mort[eoi]|fallec\w+|muerte\w*|"
              r"viud\w+"),
    ("birth", r"births?|born|bab(?:y|ies)|newborns?|adopt\w+|nascit\w+|nat[oi]|nacimient\w+|bebes?"),
    ("marriage", r"marri\w+|weddings?|newlywed\w*|matrimoni\w*|sposat\w+|nozze|bodas?|casad[oa]s?|casamient\w+"),
    ("inheritance", r"inherit\w*|eredit\w+|herenci\w+|hered\w+"),
    ("graduation", r"graduat\w+|laure\w+|graduacion\w*"),
    ("new_home", r"new (?:home|house)s?|bought (?:a |his |her |their )?(?:home|house)s?|home purchases?|"
                 r"house purchases?|"
        r"cas[ae] nuov\w+|nuov\w+ cas[ae]|casas? nuevas?"),
    ("move", r"mov(?:e|es|ed|ing)(?! the market)|relocat\w+|new address\w*|traslo\w+|trasferit\w+ (?:a|in)|"
             r"mudanzas?|mudad\w+"),
    ("job_change", r"job changes?|new jobs?|chang\w+ jobs?|laid off|cambi\w+ lavoro|nuov\w+ lavor\w+|"
                   r"cambi\w+ de trabajo|"
        r"(?:nuevo )?empleo"),
    ("retirement", r"retir\w+|pension\w+|jubil\w+"),
    ("business_sale", r"(?:business|company) sales?|sold (?:a |his |her |their |the )?(?:business|company)|vendut\w+ "
        r"(?:l'|la |lo )?(?:aziend\w+|impres\w+)|vent\w+ de (?:la )?empresa"),
    ("illness", r"ill(?:ness(?:es)?)?|sick|diagnos\w+|health|malatti\w+|malat\w+|enferm\w+"),
)  # fmt: skip
QUESTIONNAIRE_STATES = terms_of(
    ("overdue", r"overdue|late|past due|scadut\w+|in ritardo|atrasad\w+|vencid\w+"),
    (
        "answered",
        r"answer\w*|returned|came back|completed|replied|repl(?:y|ies)|rispost\w+|compilat\w+|respondid\w+|"
        r"contestad\w+",
    ),
    ("sent", r"sent|out|outstanding|inviat\w+|mandat\w+|fuori|enviad\w+"),
)
SERVICE_KINDS = terms_of(
    ("reviews", r"reviews?|meetings? (?:due|owed)|contacts? owed|revision\w*|incontri"),
    ("requests", r"requests?|respon\w+|tickets?|nigo|not in good order|forms?|richiest\w+|solicitud\w*|turnaround"),
)
HOLDINGS = terms_of(
    ("account", r"account by account|(?:by|per|each|por) (?:account|conto|cuenta)s?"),
    (
        "asset_class",
        r"asset class\w*|allocat\w+|asset mix|asset allocation|(?:by|per) class|classi? di (?:attivo|attivita)|"
        r"clases? de activos?|allocazione|asignacion",
    ),
    (
        "security",
        r"(?:by|per|each) (?:stock|security|position|holding|fund)s?|single stocks?|concentrat\w+|titol[oi]|"
        r"valores|stocks?|positions?",
    ),
)
ALERT_KINDS = terms_of(
    ("growth", r"growth|opportunit\w+|crescita|crecimiento"),
    ("retention", r"retention|risk\w*|losing|leaving|fidelizzazione|rischio|retencion|riesgo"),
)
ALERT_STATES = terms_of(
    ("all", r"all (?:the |my )?alerts|every alert|tutti gli avvisi|todas las alertas"),
    ("dismissed", r"dismiss\w+|ignored|scartat\w+|descartad\w+"),
    ("acted", r"acted|handled|done|gestit\w+|atendid\w+"),
    ("seen", r"seen|vist[ei]|vistas?"),
)
MODELS = terms_of(
    ("propensity", r"propensity|propension\w+|need scores?"),
    ("erosion", r"erosion\w*|silent"),
    ("guardrails", r"guardrails?|compliance rules?|filters?"),
    ("retention", r"churn|retention|risk scores?|attrition|staying|fidelizzazione|retencion|abbandono"),
)
RECORD_KINDS = terms_of(
    ("question", r"questions?|asked|domand\w+|pregunt\w+"),
    ("draft", r"drafts?|bozz\w+|borrador\w*"),
    ("approval", r"approv\w+|sign[ -]?offs?|aprob\w+"),
    ("send", r"sent|sends?|released|inviat\w+|enviad\w+"),
    ("access", r"access\w*|look\w* (?:at|up)|accessi|accesos?"),
    ("prompt", r"prompts?"),
    ("tool", r"tool calls?|tools"),
    ("answer", r"answers?|answered|told|said|rispost\w+|respuest\w+|dett[oi]"),
)
NETWORKS = terms_of(
    ("linkedin", r"linked ?in"),
    ("facebook", r"facebook|fb"),
    ("instagram", r"instagram|insta|ig"),
    ("x", r"twitter|tweets?|(?:for|on|to|an?|su|en|per|para) x"),
)
POST_KINDS = terms_of(
    ("firm_news", r"(?:firm|company|our) news|announc\w+|hired|joins?|novita della societa|noticias de la firma"),
    ("commentary", r"comment\w+|market (?:view|update)s?|commento|comentario"),
    ("thought_leadership", r"thought leadership|opinion\w*"),
    ("offer", r"offers?|promo\w*|webinar|seminar|offert\w+|oferta\w*"),
    ("education", r"educat\w+|explain\w*|plain english|what is|educativ\w+"),
)
RECORDS_TO_ENTER = terms_of(
    ("life_event", r"life event|divorc\w+|birth|wedding|retire\w*|evento di vita"),
    ("promise", r"promis\w+"),
    ("opportunity", r"opportunit\w+|deals?|trattativ\w+|oportunidad\w*"),
    ("lead", r"leads?|prospects?"),
    ("request", r"(?:service )?requests?|tickets?|richiest\w+|solicitud\w*"),
    ("alert", r"alerts?"),
    (
        "task",
        r"remind\w*|tasks?|to-?dos?|follow[ -]?ups?|promemoria|ricordami|attivita|recuerda\w*|recordatorio|tareas?",
    ),
    (
        "contact",
        r"calls?|called|meetings?|met|spoke|emails?|texts?|notes?|contacts?|chiamat\w+|incontr\w+|llamad\w+|"
        r"reunion\w*|log",
    ),
)
ATTRIBUTIONS = terms_of(
    ("last", r"last[ -](?:touch|click)|ultimo (?:contatto|tocco)|ultimo toque"),
    ("linear", r"linear\w*|equal(?:ly)? (?:credit|shared|split)|lineal"),
    ("position", r"position[ -]based|40/20/40|u[ -]shaped"),
    ("first", r"first[ -](?:touch|click)|primo (?:contatto|tocco)|primer toque"),
)
CAC_BY = terms_of(
    (
        "source",
        r"(?:by|per|each|for each|across|which) (?:referral )?(?:source|channel)s?|(?:per|by) fonte|(?:per|por) "
        r"(?:fonte|fuente|canal\w*)|channels?",
    ),
    ("year", r"(?:by|per|each) year|yearly|year (?:by|over) year|all'anno|per anno|por ano"),
)
REVENUE_BY = terms_of(
    (
        "type",
        r"(?:by|per|for each|por) (?:revenue )?(?:type|kind|stream|tipo)s?|recurring|transactional|fees? (?:vs|versus|"
        r"and|against) commissions?|ricorrent\w+|recurrentes?",
    ),
    ("client", r"(?:by|per|for each|each|por) (?:client|household|cliente)s?"),
    ("year", r"(?:by|per|each) year|yearly|year (?:by|over) year|per anno|annual\w*|por ano"),
)
FOUND_BY = terms_of(
    ("net_worth", r"(?:by|per|across|of) (?:net worth|wealth|patrimonio)|net worth (?:distribution|bands?|breakdown)"),
    ("income", r"(?:by|per|across|of) (?:income|salary|reddito|ingresos)|income (?:distribution|bands?|breakdown)"),
    (
        "location",
        r"(?:by|per|across) (?:location|state|city|place|geograph\w+|zip|citta|stato|ciudad|estado)|where (?:do|are|"
        r"is) (?:my|our|the) (?:clients|book|households)(?: live| located)?$|location (?:distribution|breakdown)",
    ),
    (
        "tenure",
        r"(?:by|per|across|of) (?:tenure|years with us|anzianita|antiguedad)|tenure (?:distribution|bands?|breakdown)",
    ),
    (
        "age",
        r"(?:by|per|across|of) (?:age|age band|eta|edad)s?|age (?:distribution|bands?|breakdown|profile|mix)|"
        r"how old (?:is|"
        r"are) (?:my|our|the) (?:book|clients)",
    ),
)
TENURE = terms_of(("tenure", r"(?:by|per|across|for each) (?:tenure|vintage|cohort|years? (?:with us|joined))|"
                             r"cohorts?|vintages?"),
    ("year", r"(?:by|per|each) year|yearly|year (?:by|over) year|per anno|por ano"))  # fmt: skip
