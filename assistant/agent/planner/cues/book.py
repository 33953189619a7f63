"""Signs of the tools about the book as a whole: what it is worth, what changed, what it earns, how much of it stays."""

from assistant.agent.planner.cues.cue import Cue

BOOK = (
    Cue(
        "book_snapshot",
        sure=r"""
            snapshots?
            what(?:'s| is| has| have)? (?:has |have |is |been )?(?:changed?|new|moved|happened|happening|different|
                going on|up)(?: ~ (?:book|practice|business|@scope))?
            where (?:are|r) we(?: at)?
            (?:anything|something|what|whatever) (?:happen\w*|chang\w+|moved)
            how (?:did|have|are|were) we (?:do|done|doing|been doing)(?! (?:on|in) (?:service|retention))
            (?:any|anything|whats|what's) (?:changes?|changed|new) (?:in|to|with|since) .*
            anything (?:new|changed|different|i should know)
            (?:changes?|movements?|what i missed|what did i miss) ~ (?:book|since|while)
            what(?:'d| did)? i miss(?:ed)?
            how(?:'s| is| are| was| were| has| have|s) (?:my|our|the|@scope) (?:whole |entire )?(?:book|practice|
                business|portfolio of clients)
            (?:tell me about|what about|how about|show me|look at|open) (?:the )?@scope(?:'s)?(?: book| branch|
                 team)?[ ?.]*$
            how(?:'s| is| did| does| was) @scope (?:doing|done|going|look|looking|do|perform|performing)
            how(?:'s| is)? business
            how (?:did|does|do|has|have) (?:my|our|the|@scope) ?(?:whole |entire )?(?:book|practice|
                business)? (?:do|done|go|gone|look|perform\w*|fare|hold up)
            how(?:'s| is| did| was)? (?:my|our|the) (?:year|quarter|month)(?: going| doing| so far| end)?
            (?:where|how) (?:do|does|did|am|are|is) (?:i|we|my book|our book|the book|@scope) (?:stand|doing|
                looking|going)
            (?:state|health) of (?:my|our|the) (?:book|practice|business)
            (?:book|practice|business) (?:summary|overview|status|update|dashboard|report|at a glance|health|kpis?)
            (?:summary|overview|picture|rundown|status|kpis?|dashboard|numbers|update|recap) (?:of|on|for) (?:my|
                our|the|@scope)(?: whole| entire)?(?: book| practice| business)?
            (?:aum|asset) (?:bridge|waterfall|walk|trend|change|movement)s?
            bridge
            where (?:did|does|has|is) ~ (?:growth|grow|money) com(?:e|ing) from
            (?:three|3) (?:big |main )?risks
            (?:three|3) (?:main |big )?rischi
            how (?:many|much) (?:clients?|households?|aum|assets) (?:do|does|did|have|has|are) (?:i|we|@scope|there|
                under)
            how much (?:do|does) (?:i|we|@scope) manage
            market ~ (?:vs|versus|and|or|against|from|net) ~ flows?
            come (?:va|e andat[oaie]|vanno|andiamo|sta andando|sta|e messo|siamo messi) ~ (?:book|portafoglio|
                pacchetto|attivita|
                business|masse|clientela|@scope)
            come (?:sto|stiamo|sta) andando
            come (?:siamo|sono) messi?
            (?:cosa|che cosa|che|cos)'? ?(?:e|sia|si e|sono) (?:cambiat[oaie]|mosso|successo|nuovo)
            (?:cosa|che) (?:c'e|ci sono|ho) (?:di nuovo|novita|perso)
            novita (?:nel|sul|da)
            (?:fotografia|panoramica|situazione|riepilogo|quadro|sintesi|stato|punto|andamento) (?:del|della|dei|di|
                sul|sulla|generale) .*(?:book|portafoglio|clientela|attivita|mercato|anno|masse|mio|@scope)
            (?:dammi|fammi|mostrami|voglio) (?:il|lo|un|una|la) (?:quadro|punto|panoramica|riepilogo|fotografia|
                sintesi)
            (?:da dove|di dove) ~ crescita
            quanti (?:clienti|nuclei|famiglie) (?:ho|abbiamo|ha|ci sono|seguo)
            quanto (?:gestisco|gestiamo)
            que (?:ha|han|hay) (?:cambiado|pasado|de nuevo|nuevo)
            que cambio
            como (?:va|van|esta|anda|estamos|voy|vamos) (?:mi|la|nuestra|el|nuestro)? ?(?:cartera|libro|negocio|
                @scope)
            como (?:voy|vamos)
            como (?:estamos|estoy|va|van)(?: (?:este|esta|hoy|en) .*)?
            (?:resumen|foto|panorama|situacion|estado) (?:de|del|sobre) (?:mi|la|el|nuestra)? ?(?:cartera|libro|
                negocio|@scope)
            cuantos (?:clientes|hogares) (?:tengo|tenemos|hay)
            cuanto (?:gestiono|gestionamos|administro)
            de donde ~ crecimiento
        """,
        likely=r"""
            aum
            assets? under management
            (?:total|overall|all my|my) assets
            raccolt[oaie]
            net (?:new )?(?:flows?|money|assets)
            (?:in|out)flows?
            flows
            nna
            organic growth
            (?:grow\w*|grew|growth) (?:\w+ )?(?:organically|market|new money)
            organically
            (?:new|incoming) (?:assets|money)
            how big (?:is|are) (?:my|our|the|@scope) ?(?:book|practice)?
            (?:came|come|comes|coming) in
            (?:went|gone|goes|going) out
            (?:net of|ex|excluding|without|apart from) (?:the )?market
            al netto del mercato
            cresciut[oaie]
            (?:my|the|our) assets (?:grow|grown|fall|fallen|move|change)\w*
            (?:aum|assets|book) (?:up|down|grew|grow|fell|fall|rise|rose|drop|dropped|change)
            raccolta(?: netta)?
            masse(?: gestite)?
            flussi
            crescita organica
            (?:afflussi|deflussi)
            activos (?:bajo gestion|administrados|gestionados)
            patrimonio(?: gestionado| bajo gestion)?
            flujos?
            crecimiento organico
            (?:entradas|salidas)
            (?:risks?|rischi|riesgos) ~ (?:in money|in dollars|side by side|in euro|a confronto)
        """,
        hint=r"""
            (?:my|our|the) (?:book|practice)
            (?:mio|nostro) (?:book|portafoglio)
            (?:mi|nuestra) cartera
            growth|grew|growing
            crescita|crecimiento
            market
        """,
        against=r"""
            why (?:did|are|is|have|has) (?:my |the |our )?(?:assets?|aum|money|portfolio) .*
            (?:distribut\w+|spread|split|broken down) ~ (?:by|per|across) .*
            (?:top|bottom|best|worst) (?:\w+ )?(?:advis[eo]rs?|teams?|branch(?:es)?) .*
            which (?:advis[eo]rs?|teams?|branch(?:es)?) (?:are|is) (?:really )?(?:growing|coasting|shrinking).*
            @client
            (?:top|bottom|biggest|largest) \S+ (?:clients?|households?)?
            rank\w*
            stage
            worth
            (?:in|under) the policy
        """,
    ),
    Cue(
        "value_book",
        sure=r"""
            (?:if|se|si) (?:advisor |consulente |asesor )@scope (?:leaves?|left|quits?|walks?|goes|va via|se va).*
            (?<!net )worth(?! (?:my time|pursuing|it to|a call|calling|reviewing|saying|noting|asking|doing|knowing|
                a review|my while))
            (?:book|firm|practice|business|enterprise|client|lifetime) (?:value|valuation|npv|worth)
            ^(?:\w+ ){0,2}value (?:my|the|our|@client|segment|tier|just|only|this|all) ?.*
            value (?:of|for|on) (?:my|our|the|a|this|that|@client|@scope|just|only|all|segment|all my|his|her|
                their) ?(?:whole |entire |a |b |c )?(?:book|practice|business|firm|clients?|household|segment|
                relationship|@client|a|b|c)?
            (?:what|how much)(?:'s| is| are|s)? ~ valued? at
            (?:how much|what) ~ value (?:is that|is it|would|do|does|would that|does that)
            how much value
            valuations?
            ^(?:\w+ )?(?:price|appraise|estimate the value of) (?:my|the|our|this) .*
            (?:bought|buy|buys|buying) (?:me|us) out
            (?:npv|dcf|net present value|present value)
            (?:if|were|when) (?:i|we|he|she) (?:sold|sell|were to sell|sells|exit|exited|retired|walked away)
            (?:sell|sold|selling|buy) (?:my|the|our|this) (?:book|practice|business)
            (?:what|how much) (?:would|could|might|will) (?:somebody|someone|a buyer|anyone|buyers|the market|i|we|
                it|they) (?:pay|get|fetch|give|go for)
            (?:fetch|go for|sale price|asking price|selling price|market price)
            (?:revenue|sales?) multiples?
            (?:if|say|suppose|what if|assume|assuming|imagine) (?:i|we|he|she|they) (?:lose|lost|lose out on)
            (?:if|say|suppose|what if) (?:my |the |our )?(?:top|biggest|largest|three|two|five|ten|\d+) ~ (?:leave|
                left|go|went|walk|walked|quit|disappear|die|died)
            (?:if|what if|suppose|say) (?:the |both |all )?(?:@clients|@scope|they|he|she|those|these|
                them) (?:both |all )?(?:leave|leaves|left|go|goes|went|walk|walks|walked|quit|quits|retire|retires|
                retired|move|moves)
            (?:lose|losing|lost|without|minus|loss of|excluding) (?:my|our|the|his|her) (?:top |biggest |largest |
                best )?(?:\w+ )?(?:top|biggest|largest|best|clients?|households?)
            without (?:the )?@client
            retention (?:rate )?(?:of )?\d.*
            retention ~ (?:at|to|was|were|of|is|goes|went|drops?|falls?|rises?|improves?|hits?|up to|down to) \d.*
            (?:at|with|on|for) (?:a )?\d[\d.,]* ?%? (?:\w+ )?(?:retention|growth|discount|margin)
            \d[\d.,]* ?(?:%|percent)? (?:\w+ )?(?:retention|discount|growth|margin)
            (?:discount|capitali[sz]ation) rates?|(?:zero|nil|cero) growth|crec\w+ cero|crescita (?:\w+ )?zero
            growth (?:rate )?(?:(?:is|was|were|at|of|to) )?(?:zero|nil)
            cost of capital
            (?:heirs?|next gen\w*) ~ (?:stay|stayed|retention|keep|leave|left|kept|\d+)
            what does (?:it|that|this) do to (?:the )?value
            (?:quanto|cosa) (?:vale|valgono|varrebbe|varrebbero|potrebbe valere|valeva|mi vale)
            quanto (?:mi )?(?:pagherebbe|pagherebbero|darebbero|prenderei|ricaverei|incasserei)
            valore (?:del|della|di|dei|attuale|netto|attualizzato) .*
            (?:il|che|quale) valore ~ (?:book|portafoglio|clienti|pacchetto|@client|@scope)
            (?:valutazione|valutami|valutare|valuta) (?:del|della|di|dei|il|la|i|mio|mia|@client)? ?.*
            (?:se|nel caso) (?:vendessi|vendo|lo vendessi|vendessimo|lo vendo|cedessi|cedo)
            (?:se|e se|cosa succede se) (?:perdo|perdessi|perdiamo|perdessimo|perde)
            (?:se|e se) (?:i |gli |la famiglia |il |lo )?(?:@client|@scope) (?:se ne )?(?:va|vanno|andasse|
                andassero|lascia|lasciano|esce|escono|lasciasse|lasciassero)
            (?:se|e se) (?:se ne )?(?:va|vanno|andasse|andassero) (?:i |gli |la famiglia )?(?:@client|@scope)
            tasso di (?:sconto|attualizzazione)
            (?:retention|fidelizzazione|mantenimento) (?:\w+ ){0,2}(?:al|del|di|a|fosse|sale|scende|arriva|passa|
                cala) ?\d.*
            (?:al|con il|col|con|a) \d[\d.,]* ?%? (?:di )?(?:retention|fidelizzazione|sconto|crescita|margine|
                mantenimento)
            (?:sconto|crescita|margine) (?:al|del|di) \d.*
            multiplo(?: dei ricavi)?
            (?:cuanto|que) (?:vale|valen|valdria|valdrian|vale hoy)
            valor (?:de|del|actual|presente|neto) .*
            (?:valoracion|valora|valorar) .*
            si (?:vendo|vendiera|vendiese|la vendo|vendemos)
            si (?:pierdo|perdiera|perdemos|se va|se van|se fuera|se fueran)
            tasa de descuento
            (?:con|al|a) (?:una? )?(?:retencion|\d[\d.,]* ?%? de (?:retencion|descuento|crecimiento)).*
            retencion (?:del|al|de) \d.*
        """,
        likely=r"""
            discount
            multiple
            (?:heir|heirs)
            (?:explicit|cash) (?:years|flow horizon)
            cash[ -]?flows?
            attualizzazione|sconto
            descuento
            (?:margin|margine|margen) ~ \d+
            growth (?:rate )?(?:of |at |to )?\d+
            valore
            (?:to|for) a buyer
        """,
        hint=r"""
            value
            what if
            retention
            valor
            (?:lose|perdo|perdessi|pierdo)
        """,
        against=r"""
            net worth
            value at risk
            ^\W*(?:please )?(?:explain|where (?:does|do|did|is)|how (?:did|do) (?:you|u|we)|how'd) (?!.*@client).*
            by value
            per valore
            por valor
            book value (?:rank|ranking)
            rank ~ (?:value|book value)
            value (?:brought|they brought|he brought)
            (?:who|which|what) ~ (?:policy|rule)
            how (?:is|do you|are|does) ~ (?:calculate\w*|compute\w*|work|measured?|defined?|general)
        """,
    ),
    Cue(
        "retention_rates",
        sure=r"""
            retention (?:rates?|trend|numbers?|percentage|figure|report|by|over|per|this|last|for|in|ytd|history)
            (?:client|household|asset|revenue|gross|net|controllable|wallet|assets?) retention(?! (?:at|to|of) \d)
            (?:what's|what is|whats|how's|how is|hows|show|my|our|the|current|annual) (?:my |our |the |
                me )?retention(?! (?:\w+ ){0,2}\d)
            attrition(?: rate)?
            churn rate
            how many (?:clients|households) (?:did|do|have) (?:i|we) (?:lose|lost|keep|kept|retain|retained)
            (?:tasso|percentuale|indice|livello) di (?:fidelizzazione|retention|mantenimento|abbandono|ritenzione)
            (?:tasa|indice) de (?:retencion|abandono)
            (?:fidelizzazione|retencion|ritenzione) (?:dei|de|del|degli|per|por|nel|quest|este|di) .*
            quanti clienti (?:ho|abbiamo) (?:perso|tenuto|mantenuto)
            cuantos clientes (?:he|hemos) (?:perdido|retenido|mantenido)
        """,
        likely=r"""
            retention
            fidelizzazione
            retencion
            ritenzione
        """,
        against=r"""
            (?:model|score|probability)
            records?
            hidden|silent|quiet
            how(?:'d| did| do) (?:you|u|we) (?:get|calculate|compute|know).*
            (?:difference|distinction|meaning|mean|definition|cosa significa|que significa|vuol dire)
            \d[\d.,]* ?%
            worth
            risks?
            policy
        """,
    ),
    Cue(
        "revenue_report",
        sure=r"""
            (?:revenue|fees|commissions?|production|gdc) (?:report|trend|history|by|per|for|this|last|ytd|in|so far|
                split|breakdown|from|over|since|t12|ttm|mix)
            (?:my|our|total|gross|trailing|recurring|transactional|t12|ttm|ytd|monthly|quarterly|annual|
                advisory) (?:\w+ )?(?:revenue|fees|commissions?|production|gdc|trails?)
            (?:how much|what) (?:did|do|have|has|does|will|would) (?:i|we|@scope) (?:gross|make|made|earn|earned|
                earning|bring in|brought in|bill|billed|invoice|produce|produced|generate|generated)
            (?:t12|ttm) revenue
            revenue (?:was|were|up|down)
            (?:what|how much) (?:was|were|is|are) (?:my|our|the|@scope|@client)?'?s? ?(?:total )?(?:revenue|fees|
                commissions)
            how much (?:revenue|fees|in fees|in revenue) .*
            (?:fees|revenue) (?:do|does|did) (?:the )?@client .*
            (?:i|miei|nostri|quali|dei|sui|totale) (?:miei |nostri )?(?:ricavi|compensi|incassi)
            ricavi .*
            (?:quanto|cosa) (?:ho|abbiamo|ha) (?:fatturato|incassato|guadagnato|prodotto|ricavato)
            (?:fatturato|commissioni|provvigioni)
            (?:ingresos|comisiones|honorarios|facturacion)
            cuanto (?:he|hemos|ha) (?:facturado|ganado|ingresado|cobrado)
            (?:cuanto|que) (?:facture|gane|ingrese|facturamos)
        """,
        likely=r"""
            revenues?
            fees
            commissions?
            gdc
            production
            ricavi
            recurring
        """,
        against=r"""
            (?:my|our|his|her|their) (?:pay|payout|compensation)|be paid
            rank\w*
            (?:top|biggest|largest|best) ~ (?:by|per) ~ (?:revenue|fees)
            worth
            multiples?
            (?:referral )?sources?
            fonti|fuentes
            if (?:i|we) (?:lose|lost)
            npv
            policy|allowed|can i|charge
            paid me
        """,
    ),
    Cue(
        "segment_mix",
        sure=r"""
            (?:segment|client|book|a/b/c|abc|tier) (?:mix|migration|distribution|segmentation)
            (?:my|our|the|il|del|mio|nuestro|el|la) mix
            mix (?:a/b/c|abc|effect|change|shift|improve\w*|of (?:clients|segments))
            mix (?:di|dei|de) (?:clienti|segmenti|clientes)
            (?:a/b/c|abc) .*
            segmentation
            segmentazione|segmentacion
            (?:volume|mix|rate) ~ effects?
            (?:migrated|migration|moved|upgraded|downgraded) ~ (?:segments?|tiers?|from [abc] to [abc])
            (?:bs?|cs?) ~ (?:became|become|turned into|moved up to) (?:as?|bs?)
        """,
        likely=r"""
            mix
            segments? (?:change|shift)\w*
        """,
    ),
)
