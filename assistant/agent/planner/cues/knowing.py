"""Signs of the tools that explain: how a figure came about, and what the firm has written down."""

from assistant.agent.planner.cues.cue import Cue

KNOWING = (
    Cue(
        "explain_answer",
        sure=r"""
            explain how (?:you|u) (?:got|calculated|computed|came|arrived).*
            how (?:did|do|'d|d) (?:you|u|we|ya) (?:get|got|calculate|compute|come up with|arrive at|work out|derive|
                figure|know|reach|obtain) ?(?:that|this|it|to that|at that|those|these|out|the (?:figure|number|
                value|result|last)|there)?.*
            how'?d (?:you|u|ya) ?(?:get|calculate|compute|come up with|arrive at|work out|figure) .*
            how (?:is|was|were|are) (?:that|this|it|the (?:figure|number|value|last figure|result)|those|
                these) (?:calculated|computed|derived|obtained|worked out|measured|figured|defined|arrived at)
            (?:where|how) (?:does|do|did|is) (?:that|this|the|those|these) ?(?:figure|number|value|amount|
                percentage|rate|numbers|figures|come|result|one)? ?(?:come|comes|coming|calculated|from|
                computed)(?: from)?
            (?:where|how) (?:does|do|did|is) (?:that|this|the|those|these|your) (?:\S+ ){1,6}(?:come|comes|coming) from
            explain (?:the|that|this|your) (?:\w+ ){0,3}(?:npv|dcf|value|valuation|multiple|rate|retention|margin|aum)
            (?:explain|break down|walk me through|unpack|justify|show me) (?:that|this|the|your|these|those|
                it) ?(?:figure|number|calculation|math|maths|answer|result|value|working|numbers|logic|reasoning|
                formula|one|last answer|percentage)?$
            (?:explain|walk me through|show me) (?:the|your|that|this) (?:figure|number|calculation|math|maths|
                answer|result|value|working|workings|formula|method)s?.*
            (?:show|see) (?:me )?(?:your|the) (?:work|working|workings|math|maths|calculation|inputs|rows|sources?)
            (?:what's|what is|whats) (?:behind|in|under) (?:that|this|the) (?:figure|number|value)
            (?:which|what) (?:definition|formula|method|inputs?|rows|data|assumptions?) (?:is|are|was|were|did|do|
                does) (?:that|this|it|you|those|used|behind|go|went).*
            (?:source|basis) (?:of|for|is) (?:that|this|the) ?(?:figure|number|value)?
            (?:what's|what is|whats) (?:that|this|it) based on
            what went into (?:that|this|the|it).*
            (?:are you|you) sure(?: about (?:that|this))?
            ^(?:and |but |ok |so |hm+ )*(?:why|how come|why so (?:much|little|low|high|many|few)|why is that|
                why's that|why that much|how so|why not more|says who|based on what)[ ?!.]*$
            come (?:l'hai|lo hai|hai|ci sei|sei|l'avete|si) (?:calcolat\w+|ottenut\w+|arrivat\w+|fatto|trovat\w+|
                ricavat\w+|calcola|ottiene).*
            (?:da dove|da cosa) (?:viene|vengono|esce|arriva|salta fuori|deriva) (?:questo|quel|quello|quella|il|
                questa|la|quest'|fuori)? ?(?:numero|cifra|valore|dato|risultato|importo)?
            come (?:e|viene|si) (?:stat[oa] )?(?:calcolat[oa]|ottenut[oa]|calcola|ricavat[oa])(?: (?:questo|quel|
                quello|il|questa|la|questo numero).*)?$
            (?:spiega|spiegami|giustifica) (?:questo|quel|quello|il|la|questa|quella|come) ?(?:numero|cifra|valore|
                calcolo|risultato|risposta|ci sei|hai|dato).*
            (?:mostrami|fammi vedere) (?:il|i) (?:calcol[oi]|conti|formula|passaggi)
            (?:quale|che) (?:definizione|formula|metodo|dati|ipotesi) (?:e|hai|usi|stai|sono|c'e).*
            ^(?:e |ma |ok |scusa )*(?:perche|come mai|perche cosi (?:tanto|poco|alto|basso|tanti|pochi)|perche mai|
                e perche|in che senso)[ ?!.]*$
            (?:sei sicur[oa])
            como (?:lo |la |has |se |llegaste|obtuviste|calculaste|sacaste)(?:has )?(?:calcul\w+|obtuv\w+|lleg\w+|
                sac\w+|obtien\w+|a eso|a ese)?.*(?:calculaste|calculado|obtuviste|obtenido|llegaste|sacaste|calcula|
                obtiene|a eso|eso)
            de donde (?:sale|viene|salen|vienen|sacas) (?:ese|esa|este|esta|el|la|eso|esto|ese) ?(?:numero|cifra|
                valor|dato|importe)?
            (?:explica|explicame) (?:ese|esa|este|el|la|como|eso) ?(?:numero|cifra|valor|calculo|resultado|lo|
                llegaste)?.*
            ^(?:y |pero )*(?:por que|porque|por que tanto|por que tan .*|y eso)[ ?!.¿¡]*$
            (?:estas segur[oa])
        """,
        likely=r"""
            (?:explain|where|how) ~ (?:npv|dcf|present value|value|valuation|multiple|rate|percent|figure|number|margin)
            (?:explain|where|how) ~ \d[\d.,]* ?%
        """,
        against=r"""
            @client
            (?:policy|mean\b)
            how (?:much|many|does my|is my|are my)
            where (?:does|do|did) ~ (?:clients?|money|growth|business|leads?|referrals?) come
        """,
    ),
    Cue(
        "search_knowledge",
        sure=r"""
            (?:what's|what is|whats|what are|show|read|find|check|quote|see|is there|do we have) ?(?:me )?(?:our|
                the|firm'?s?|your|any|there|an?|my)? ?(?:firm'?s? |company'?s? |internal |written |official |
                \w+ )?(?:polic(?:y|ies)|rules?|procedures?|guidelines?|guidance|requirements?|regulations?|
                limits? on|code of ethics|standards? on)
            (?:policy|policies|rules?|procedure|guidelines?|guidance|regulations?) (?:on|about|for|around|regarding|
                says?|say|of|when|requires?|against|covering|applies|apply)
            (?:what|how) (?:do|does|did) (?:the |our |finra |sec |firm'?s? |compliance )*(?:rules?|policy|policies|
                regulations?|finra|sec|marketing rule|compliance|manual|handbook) .*
            (?:am i|are we|is it|is that|are advisors|are reps|is an advisor|would it be|is a client) (?:allowed|
                permitted|ok|okay|legal|fine|required|compliant|supposed|obliged|against the rules|against policy|
                prohibited).*
            (?:can|may|could|must|should|do|does) (?:i|we|an advisor|advisors|reps|one|you) (?:have to |need to |
                ever |also |still )?(?:text|texting|post|share|promise|guarantee|accept|give|pay|use|quote|
                advertise|mention|publish|keep|retain|archive|disclose|use testimonials|contact|solicit|email|
                record|whatsapp|send|take|get|receive|offer|compensate|show|forward|store|tweet|endorse|
                cold call) .*(?:client|prospect|gift|testimonial|performance|social|whatsapp|personal|referral fee|
                participants?|employer|approval|record|text|slack|archive|return|return|disclosure|linkedin|ticket|
                dinner|present|fee|fees|promoter|plan|without).*
            what (?:does|do|did) .*(?:means?|stand for|refer to|entail)
            what .*(?:stands for|means|refers to)
            come (?:funziona|funzionano|si fa|si misura|si calcola|misurate|calcolate) .*(?:approvazion\w+|erosione|
                valutazione|modello|metodo|punteggio|revisione|stima|bozze|propensione|bridge)
            como (?:funciona|se mide|se calcula) .*(?:aprobacion|erosion|valoracion|modelo|metodo|revision)
            (?:what is meant by|what's meant by|define|definition of|meaning of) .*
            (?:what's|what is|whats|what are) (?:a |an |the )?(?:modified dietz|organic growth(?: rate)?|
                net new assets|nna|ecnm|ncnm|ogr|aum bridge|share of wallet|wallet share|silent erosion|erosion|
                controllable retention|gross (?:asset )?retention|shrinkage|lower bound|ltv|cac|dietz|testimonial|
                retail communication|correspondence|static post|principal review|reg bi|form crs|rmd|
                required minimum distribution|rollover|annuity|promissory statement|communication class|
                discount rate|npv|net present value|revenue multiple|book value|held away|nigo|acat|rmds?|
                required minimum distributions?|annuities|testimonials|rollovers|aum|household|coi|ebitda|eboc|
                17a-4|rule 2210|2210)(?: exactly| again| anyway)?[ ?.]*$
            (?:what|how) (?:is|are|do you|does the|do we|does) ~ (?:defined?|computed|calculated|measured|calculate|
                compute|measure|define|work out)(?! that| this| it)
            how (?:does|do) (?:the )?(?:valuation|erosion|propensity|model|method|shrinkage|peer|snapshot|dcf|
                scoring|approval|review|retention|detection|supervision|bridge)\w* (?:method |model |process |
                score )?(?:work|works|calculated|function)
            (?:difference|distinction) between .*
            how long (?:do|must|should|are|does) (?:we|i|the|records?|emails?|firm|you|they) .*(?:keep|retain|
                archive|store|kept|retained|hold|preserve|stored)\w*.*
            (?:do|does|did) (?:i|we|they|an advisor|clients?) (?:need|require|have to have|
                have to get) .*(?:consent|approval|permission|disclosure|review|agreement|licen[cs]e|sign[ -]?off).*
            what (?:counts|qualifies) as .*
            (?:explain|describe) what .* (?:is|are|means?)
            come (?:viene|vengono|e|si) (?:calcolat\w+|misurat\w+|definit\w+|calcola|misura|definisce) (?!quest|
                quel|cio).+
            como se (?:calcula|mide|define) (?!eso|esto).+
            (?:che )?cos'e (?:un|una|un'|il|la|l'|lo|i|gli|le)? ?.*
            que es (?:un|una|el|la|lo)? ?.*
            (?:approval|review|supervision) (?:process|rules?|procedure|requirements?) .*
            (?:gift|gifts|entertainment) (?:limit|limits|policy|rule|rules|threshold|cap)
            (?:limit|cap|threshold) (?:on|for) (?:gifts?|entertainment)
            (?:when|what) (?:does|do|needs?|must|requires?) ~ (?:principal|approval|pre-?approv\w+|
                compliance)(?: ~ (?:approve|review|sign|approved))?
            (?:who) (?:has to|must|needs to|should) (?:approve|review|sign) .*
            (?:finra|sec|reg bi|regulation|rule|206\(4\)-1|17a-4|2210|3110|4511|204-2|marketing rule)(?: \S+)?
            (?:explain|tell me about|teach me|remind me|educate|material|article|reading|primer|
                something) (?:about |on |how |what )?(?:rollovers?|rmds?|required minimum|diversification|fees work|
                annuities|reg bi|testimonials?|the rules?|regulation|compliance rules?|the policy|suitability|
                conflicts?)(?! post).*
            (?:policy|regola|regole|regolamento|norma|norme|normativa|procedura|politica|linee guida) (?:su|sui|
                sulla|sulle|sugli|sul|per|di|dei|delle|interna|aziendale|riguardo|in materia|prevede|dice|che).*
            (?:quali|qual|che|c'e|esiste|dice|dicono|prevede|cosa dice) ~ (?:regol\w+|polic\w+|norma|norme|
                normativa|procedur\w+|limit\w+|politica)
            (?:cosa|che cosa|che) (?:significa|vuol dire|si intende|intendi|vuole dire|e la definizione|e il|e un|
                e una|e l'|e lo|e la|sono i|sono le) .*
            (?:definizione|significato) (?:di|del|della|dei).*
            (?:posso|possiamo|si puo|e permesso|e consentito|e vietato|e lecito|devo|dobbiamo|
                sono autorizzat\w+) (?:\w+ )?(?:accettar\w+|regalar\w+|pubblicar\w+|scriver\w+|promettere|garantire|
                usar\w+|mandare|inviare|condividere|contattare|pagare|conservare|tenere|citare|ricevere|
                far\w* approvare|registrare|offrire|whatsapp|dare) .*
            (?:per quanto|quanto) (?:tempo|a lungo)? ?.*(?:conservar\w+|tenere|archiviar\w+|conservat\w+|tenut\w+).*
            (?:politica|norma|normas|regla|reglas|reglamento|procedimiento|normativa) (?:de|sobre|para|acerca|
                interna|que|dice).*
            (?:que|cual|cuales) (?:dice|es|son|significa|quiere decir|se entiende) (?:la |las |el |los |
                por )?(?:norma|normas|politica|politicas|regla|reglas|definicion|limite|.*significa.*)
            que (?:significa|quiere decir|se entiende por) .*
            (?:puedo|podemos|se puede|esta permitido|debo|debemos) (?:\w+ )?(?:aceptar|regalar|publicar|prometer|
                garantizar|usar|enviar|compartir|contactar|pagar|conservar|guardar|recibir|ofrecer|dar) .*
            cuanto tiempo .*(?:conservar|guardar|archivar|guardan|conservan).*
        """,
        likely=r"""
            (?:policy|policies|compliance|finra|regulation|regulations|guidelines?|handbook|manual)
            (?:normativa|regolamento|compliance)
            rules?
            what (?:does|do) .* mean
            gifts?
            testimonials?
            definition
        """,
        against=r"""
            @client
            (?:insurance|life) polic(?:y|ies)
            (?:draft|write|compose|prepare) ~ (?:email|note|letter|post)
            (?:what does|whats|what do) (?:that|this|it|the drop|this) mean
            (?:my|our) (?:book|clients?|retention|revenue|share|wallet|growth)
            (?:what does|what do|what would|what will) (?:a|my|the|@scope|each|one|clients?|it|i|peers|someone|
                someone|that|this|new) .*(?:cost|worth|hold|do to|owe|pay)
            (?:kick back|kicked back|approved|returned|waiting|held)
        """,
    ),
)
