"""Signs of the tools that set clients, advisors and holdings side by side: what is held, who stands where."""

from assistant.agent.planner.cues.cue import Cue

STANDING = (
    Cue(
        "investments",
        sure=r"""
            asset allocation
            how (?:did|is|are|has|have) (?:the )?@clients?(?:'s)? (?:portfolios?|accounts?|money|
            investments?)? ?perform\w*.*
            how (?:is|are) (?:the )?@clients? (?:invested|allocated|positioned|doing against the market)
            allocation
            holdings?
            (?:what|which) (?:do|does|did|are) (?:the )?(?:@client|he|she|they|my clients) (?:hold|own|invested|
                holding|have invested)
            (?:what|which) ~ (?:hold|holds|own|owns|invested in)
            (?:account by account|by asset class|by security|positions?)
            (?:how )?concentrat(?:ed|ion)(?: ~ (?:stock|security|position))?
            (?:investment|portfolio|account) (?:performance|returns?)
            (?:performance|return) (?:of|on|for) (?:the )?(?:@client|portfolio|portfolios|accounts?|investments?)
            (?:cosa|che cosa|che titoli|in cosa) (?:hanno|ha|detengono|detiene|sono investiti|e investit[oa]) .*
            (?:posizioni|titoli|rendimento|rendimenti|asset class|concentrazione|investit[oaie])
            (?:posiciones|inversiones|rendimiento|asignacion|invertido|concentracion)
        """,
        likely=r"""
            performance
            returns?
            hold
            exposure|esposizione|exposicion
            (?:equities|bonds|etfs?|munis|stocks|azioni|obbligazioni|acciones|bonos)
        """,
        against=r"""
            oldest .*
            (?:which|what) (?:clients?|households?) (?:hold|own|have) .*
            who (?:holds?|owns?|has|have) .*
            (?:peers?|like|similar|simili|comparable|parecidos|otros|(?:famiglie|clienti|clientes|familias) (?:come|
                como)) .*
            (?:posso|puedo|can i|may i|allowed)
            (?:nigo|report)
            records?
            hold-?out
            held[ -]?away
            drafts?
            oldest and most
            (?:buy|sell|short)
            tip
        """,
    ),
    Cue(
        "stack_rank",
        sure=r"""
            (?:which|what|quali|que) (?:advis[eo]rs?|consulenti|asesores|teams?|branches) (?:lose|loses|are losing|
            lost|perdono|pierden) .*
            (?:rank|ranks|ranked|stack[ -]?rank|ranking|rankings|league table|leaderboard|classifica|graduatoria|
                ranking de|clasificacion)(?! (?:\w+ ){0,3}(?:sources?|prospects?|fonti|fuentes|leads?|channels?))
            (?:top|best|biggest|largest|bottom|worst|smallest) (?:\w+ )?(?:clients?|households?|advisors?|teams?|
                branch(?:es)?|regions?|relationships?|accounts?)(?! (?:leav\w+|left|go|went|walk\w*|lose|sources?))
            (?:top|bottom) \w+ (?:by|per|in|on) (?:aum|revenue|assets|growth|retention|value|net flows|wallet)
            (?:who|which (?:advisors?|clients?|households?|team|branch))(?:'s| is| are)? (?:my |our |
                the )?(?:biggest|largest|best|top|worst|smallest|number one|growing)
            who (?:brings?|pays?|generates?|earns?|has|produces) (?:me |us )?(?:the )?most
            (?:who|which ~) ~ (?:growing|coasting)
            (?:how|where) do i (?:rank|compare|stack up)
            (?:top|bottom|best|worst|first|last) (?:\w+ )?(?:advis[eo]rs?|teams?|branch(?:es)?|offices?|clients?|
                households?|regions?) (?:by|on|for|in) .*
            (?:which|what) (?:advis[eo]rs?|teams?|branch(?:es)?|offices?) (?:are|is) (?:really )?(?:growing|coasting|
                shrinking|losing|ahead|behind).*
            (?:among|against|versus|vs) (?:my |the )?(?:peers|other advisors|colleagues)
            (?:primi|migliori|maggiori|peggiori|ultimi) (?:\w+ )?(?:clienti|consulenti|nuclei|famiglie|filiali) .*
            (?:i|quali sono i) (?:miei )?(?:\w+ )?clienti (?:piu|maggiori|migliori|con piu) .*
            (?:mejores|mayores|principales|peores|primeros) (?:\w+ )?(?:clientes|asesores|sucursales|hogares)
            clientes (?:mas|con mas) .*
        """,
        likely=r"""
            (?:biggest|largest|top) (?:\w+ )?(?:clients?|ones)
            piu grossi|piu grandi
            mas grandes
        """,
        against=r"""
            (?:top|first) \w+ (?:clients?|households?) (?:at risk|a rischio|en riesgo)
            weakness\w*|weak spots?|gaps?|blind spots?
            (?:if|se|si) ~ (?:lose|lost|perdo|perdessi|pierdo|pierda|leave|left)
            referr\w+
            prospects?
            sources?
            (?:worth|npv|valuation|vale|valgono)
            (?:lose|losing|losing my|without)
            at risk|a rischio|en riesgo
            should i call
            @client ~ peers?
            (?:leads|channels|canal[ei]|canale|fonte|fonti)
            (?:come|coming|came) from|arrivano|provengono|vengono|vienen|llegan
        """,
    ),
)
