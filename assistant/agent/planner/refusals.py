"""What is not answered, and small talk: told from the words alone, before any tool is thought of.

Nothing a person types changes who is asking, what they may see, or what is recorded. These phrases only decide which
honest sentence is said; the rights themselves are enforced where tools are called.
"""

from __future__ import annotations

import re

from assistant.agent.planner.phrases import compiled

BYPASS = r"""
    (?:ignore|disregard|forget|override|bypass|skip|circumvent|drop|discard) (?:all |any |the |your |my |every |
        our )*(?:previous |prior |above |earlier |system |safety |former |existing |compliance |
        approval )*(?:instructions?|rules?|guidelines?|prompts?|guardrails?|restrictions?|compliance|approvals?|
        checks?|filters?|polic(?:y|ies)|controls?|safeguards?|reviews?|programming|limits?|permissions?|scope)
    (?:system|admin|developer|assistant|root|tool) ?(?:prompt|message|override|note|instruction)? ?: .*
    \[?(?:system|admin|inst)\] ?.*
    (?:caller|user|my)[_ ]?(?:role|scope|id|rights|permissions?) ?(?:=|:|is now|becomes) ?.*
    (?:role|scope|caller|advisor_id|user_id|as_user|acting_as)=\S+
    (?:you are|you're|act as|pretend|behave as|roleplay as|imagine you are|from now on you|now you are|switch to|
        become|treat me as|assume i am|assume i'm|consider me) (?:now |to be |that you are |that i am |that i'm |
        like |as if you were |being )?(?:a |an |the |in |my )?(?:\w+ )?(?:compliance|admin\w*|root|developer|dan|
        unrestricted|jailbroken|manager|executive|ceo|principal|supervisor|sudo|god|debug|dev|different|superuser|
        free|no)(?: (?:mode|officer|user|assistant|rights|access|role|ai|model|bot|restrictions))?.*
    (?:i am|i'm|im|this is) (?:actually |really |now )?(?:the |a |an |your )?(?:ceo|admin\w*|
        compliance(?: officer)?|developer|owner|root|principal|cto|system|it department|security team|auditor|
        sec examiner|regulator)(?: (?:here|of the firm|now|so|and|speaking))?[ ,.:;].*
    (?:developer|debug|god|admin|maintenance|root|sudo|unrestricted|jailbreak|dan) mode
    (?:reveal|show|print|repeat|output|tell me|give me|leak|dump|display|what(?:'s| is| are|s)) (?:me )?(?:your |
        the |all |its )*(?:system |hidden |initial |secret |internal |full )*(?:prompts?|instructions|
        system message|api keys?|secrets?|passwords?|credentials|tokens?|environment variables?|connection string|
        source code|tool schema)
    (?:skip|skipping|bypassing|avoiding|get around|getting around|go around|work around) (?:the |any |my |
        our )*(?:compliance|
        approvals?|reviews?|principal|supervisor|guardrails?).*
    (?:send|release|post|publish|e-?mail|mail|approve|let|get|put|push|blast|file) ~ (?:without|no|past|
        around) (?:going through |
        waiting for |the |any |my )*(?:compliance|approval|review|principal|supervisor|guardrails?).*
    (?:turn|switch|shut) (?:off|down) (?:the |your |all )*(?:guardrails?|compliance|review|logging|filters?|
        recording|checks?|safety|disclosures?|archiv\w+|log)
    (?:disable|deactivate|suspend|stop|pause|mute) (?:the |your |all |any )*(?:guardrails?|compliance|reviews?|
        logging|filters?|recording|checks?|safety|disclosures?|archiv\w+|logs?|audit)
    sudo .*
    (?:drop|truncate|alter) table.*
    select \* from .*
    ;? ?(?:delete|update|insert) (?:from|into) .*
    (?:ignora|dimentica|trascura|salta|aggira|scavalca|bypassa|elimina) (?:tutte |tutti |le |i |la |il |ogni |
        qualsiasi |l')*(?:istruzion\w+|regol\w+|indicazion\w+|compliance|approvazion\w+|controll\w+|limit\w+|
        filtr\w+|precedent\w+|revision\w+).*
    (?:sei|fai|fingi di essere|comportati come|agisci come|ora sei|adesso sei|sono) (?:ora |adesso |un |una |il |
        la |l'|lo |in )*(?:amministratore|compliance|direttore|responsabile compliance|sviluppatore|
        modalita sviluppatore|root|admin|ceo|amministratore delegato).*
    (?:mostra\w*|rivela\w*|dimmi|stampa\w*|dammi) (?:il |le |la |i |tuo |tue |tua )*(?:prompt|istruzioni|password|
        credenziali|chiav[ei] api|segret\w+).*
    (?:senza|saltando|evitando) (?:passare (?:da|per|dalla) |la |l'|il |aspettare )*(?:compliance|approvazione|
        revisione|controllo|controlli).*
    (?:disattiva|disabilita|spegni|sospendi) (?:il |la |i |le |gli |l')*(?:controll\w+|compliance|filtr\w+|
        registr\w+|log|guardrail\w*|revision\w+)
    (?:ignora|olvida|salta|omite|elude) (?:todas |todos |las |los |la |el |cualquier )*(?:instruccion\w*|regl\w+|
        indicacion\w*|cumplimiento|compliance|aprobacion\w*|control\w*|limit\w*|filtr\w*|anterior\w*|revision\w*).*
    (?:eres|actua como|finge ser|ahora eres|haz de|soy) (?:ahora |un |una |el |la |en )*(?:administrador\w*|
        compliance|director\w*|cumplimiento|modo desarrollador|desarrollador|root|admin|ceo).*
    (?:muestra\w*|revela\w*|dime|dame) (?:el |tu |tus |las |la |los )*(?:prompt|instrucciones|contrasena\w*|
        credencial\w*|clave\w* api|secret\w+).*
    sin (?:pasar por |la |el |esperar )*(?:cumplimiento|compliance|aprobacion|revision).*
    (?:desactiva|deshabilita|apaga) (?:el |la |los |las )*(?:control\w*|cumplimiento|filtr\w*|registr\w*|
        revision\w*)
"""
RECORDS = r"""
    (?:delete|erase|remove|wipe|purge|destroy|hide|scrub|shred|clear|alter|edit|change|backdate|falsify|
        forge) ~ (?:log|logs|records?|audit trail|archive|transcripts?|conversation|history|chat|this message|
        my question|line|entry|entries|evidence|timestamps?)
    (?:don't|do not|dont|never|stop|without) (?:log|record|save|store|archive|keep|logging|recording|saving|
        keeping)(?:ing)? (?:this|that|it|my|the|any|a|anything|these)?(?: \w+){0,2}
    off the (?:record|books)
    (?:cancella|elimina|rimuovi|nascondi|modifica|altera|retrodata) ~ (?:log|registr\w+|archivio|conversazione|
        cronologia|storico|traccia|messaggi\w*)
    (?:non|senza) (?:registrar\w*|salvar\w*|archiviar\w*|lasciare traccia|loggar\w*)(?: .*)?
    (?:borra|elimina|oculta|modifica|altera) ~ (?:log|registr\w+|archivo|conversacion|historial)
    (?:no|sin) (?:registr\w+|guard\w+|archiv\w+|dejar rastro) ?(?:esto|nada|rastro|la|lo)?
"""
OTHERS = r"""
    (?:other|another|different|every|each|all|someone else's|somebody else's|the other) (?:advis[eo]rs?|reps?|
        colleagues?|brokers?|guys?|users?|people)(?:'s|')? (?:\w+ )?(?:clients?|books?|data|records?|accounts?|
        households?|pay|bonus|notes|emails?|passwords?|numbers?|phone|drafts?)
    (?:clients?|books?|data|records?|accounts?|households?|pay|names|emails) (?:of|from|belonging to|
        that belong to) (?:the )?(?:other|another|my colleague|every|all|someone else|somebody else|a different|
        all other) ?(?:advis[eo]rs?|reps?|colleagues?|brokers?|people|users?)?
    (?:entire|whole|full|complete) (?:client )?(?:database|db|client list of the firm|data dump)
    (?:dump|export|download) (?:all|every|the (?:whole|entire|full)|everyone's) (?:\w+ )?(?:clients?|data|records|
        database|emails|accounts).*
    (?:clienti|portafogli\w*|dati|conti|compens\w+) (?:di|degli|del|dell') ?(?:un )?(?:altr[oi]|collega|colleghi|
        tutti i) ?(?:consulent\w+|collegh?\w*|advisor)?
    (?:altri|altro) (?:consulent[ei]|collegh?[ia]|advisor)s? .*
    (?:clientes|carteras?|datos|cuentas|sueldo) (?:de|del) (?:otr[oa]s?|un colega|todos los) (?:asesor\w*|coleg\w*)?
    how many (?:clients|households|advisors) (?:does|do|has) (?!i\b|we\b|my|our|the firm|@|each|every|
        the)(?:\w+ ){1,3}(?:have|in|serve)
    (?:competitors?|rivals?|merrill|morgan stanley|edward jones|ubs|wells fargo|raymond james|ameriprise|vanguard's|
        schwab's|fidelity's)(?:'s)? (?:\w+ )?(?:clients?|have|revenue|fees|pay|aum|numbers)
"""
IDENTIFIERS = r"""
    (?:ssns?|social security numbers?|passwords?|credit card numbers?|account numbers?|pins?|cvv)(?: .*)?
    numer[oi] di (?:previdenza|carta di credito|conto)|codic[ei] fiscal[ei]|contrasen\w+
"""
SENDING = r"""
    ^(?:ok |okay |great |good |fine |please |now |just |and |yes |then |perfect |so )*(?:send|release|approve|publish|
        submit|deliver|fire|post) (?:it|that|this|them|all|the (?:draft|email|letter|note|post|drafts|message|
            emails)
        these|everything|my drafts?|all (?:my |the )?(?:drafts|emails))(?: (?:off|out|now|right now|right away|
            immediately|please|to (?:him|her|them|everyone|all|the client|the clients)|for me|today|asap))*[ .!]*$
    (?:approve|release|publish) (?:the|my|all|this|that|every) (?:\S+ ){0,4}(?:draft|drafts|letter|email|emails|
        post|note|message)s?.*
    (?:send|mail|e-?mail|blast|post|publish|text) ~ (?:to )?(?:every client|all (?:my |the |our )?clients|everyone|
        the whole book|every household) ~ (?:right now|now|immediately|right away|at once|today|tonight)
    (?:ok |va bene |perfetto |bene |e )*(?:inviala|inviale|mandala|mandale|spediscila|approvala|approvale|
        pubblicala|invialo|mandalo|approva|rilascia|pubblica)(?: (?:subito|ora|adesso|la bozza|le bozze|tutto|tutte|
        pure))*[ .!]*$
    (?:ok |vale |perfecto |bien |y )*(?:envialo|enviala|mandalo|mandala|apruebalo|apruebala|publicalo|aprueba|
        libera)(?: (?:ya|ahora|el borrador|los borradores|todo))*[ .!]*$
    (?:wire|transfer|move|withdraw|send) (?:\$|€|£)?\d[\d,.]*(?:k|m)? ?(?:dollars|euros|usd)? ?(?:to|from|into|
        out of) .*
    (?:place|execute|enter) (?:a |an |the )?(?:trade|order|buy|sell).*
    (?:buy|sell) (?:\d+|some|all|more) (?:shares|units|of) .*
"""
ADVICE = r"""
    (?:hot )?(?:stock |crypto )?tips?(?! for (?:the |my )?(?:meeting|call))
    (?:which|what|any|good|best|recommend\w*|suggest|pick|name) (?:\w+ )?(?:stocks?|shares|etfs?|funds?|crypto\w*|
        coins?|bonds?|securit(?:y|ies)|investments?)(?: \w+){0,4} (?:to (?:buy|sell|own|pick|hold|short)|should|
        would|now|right now|will|is best|go up|outperform|for .*)
    (?:should|shall|would you|do you think|is it (?:time|smart|wise|a good time|a good idea)) ~ (?:buy|sell|short|
        invest|hedge|rebalance|rotate|dump|convert|refinance|time the market)\w*
    (?:is|are|was) (?:\w+ ){1,3}(?:a (?:good )?(?:buy|sell|investment|bet)|overvalued|undervalued|
        going to (?:the moon|crash|moon|rally))
    (?:will|is|are|where(?:'s| is| are| will)|when will|what will|how will|do you think) (?:the |interest |us |
        stock )*(?:markets?|stocks?|s&p|sp500|s&p ?500|nasdaq|dow|rates?|fed|inflation|economy|bitcoin|gold|oil|
        dollar|housing market|bond market|yields?)(?: \w+)? (?:be|go|going|do|rise|fall|crash|cut|rally|recover|
        drop|hit|head|headed|raise|tank|up|down|next|end).*
    (?:market|stock|price|rate|economic) (?:forecast|prediction|outlook|target|call)s?
    price targets?
    (?:predict|forecast) ~ (?:market|stocks?|rates|s&p|returns|price|economy|inflation)
    (?:crypto\w*|bitcoin|btc|ethereum|dogecoin|nft|meme ?stocks?|gamestop|options? strateg\w+|
        day ?trad\w+)(?! (?:policy|rule|holdings|exposure|rules)).*
    (?:moons?|to the moon|10x|ten[ -]?bagger)
    (?:how much|exactly how much|should|when should|tell me|what amount|what|can) ~ (?:convert to|converting to|
        roth conversion|convert|deduct|write off|owe in tax|harvest|in taxes|claim social security|
        take social security|tax bracket)(?: .*)?
    (?:tax|legal|medical|financial planning) (?:advice|opinion|loophole|strategy|dodge|trick)s?
    (?:avoid|evade|dodge|minimi[sz]e|cut|reduce|hide from|get around|cheat) (?:\w+ ){0,3}(?:taxes|tax|irs|
        estate tax|capital gains)
    (?:sue|lawsuit|draft (?:a|the|his|her|their) will|draft (?:a|the) trust|divorce settlement|
        power of attorney draft|contract for)
    (?:which|what|best|recommend\w*|suggest) ~ (?:product|annuity|policy|fund|portfolio|allocation|
        investment)s? (?:should|for|is best|to sell|would suit|do i sell|to recommend) .*
    recommend (?:a|an|some|the best|me) .*
    what should (?:@client|they|he|she|i|my clients?|we) (?:invest|buy|sell|hold|put|do with (?:their|his|her|
        the) money) ?.*
    (?:dammi|consigli\w*|suggeris\w*|quali|quale|che|un) (?:\w+ )?(?:azion[ei]|titol[oi]|fond[oi]|cripto\w*|etf|
        investiment[oi])(?: \w+){0,3} (?:compr\w+|da (?:comprare|vendere)|vend\w+|conviene|miglior\w+|salir\w+|
        sicur\w+|per .*|dovrei|mi consigli)
    (?:devo|dovrei|conviene|dovremmo|e il momento di|meglio) ~ (?:comprare|vendere|investire|convertire|
        ribilanciare|disinvestire)
    (?:mercat[oi]|borsa|tassi|bitcoin|oro|petrolio|inflazione) (?:\w+ )?(?:salira|scendera|saliranno|scenderanno|
        crollera|andra|crolleranno|sale|scende|domani|prossim\w+).*
    (?:previsioni|previsione) (?:di |del |dei |sui |sul |per )*(?:mercat\w+|borsa|tass\w+|azion\w+)
    (?:consiglio|consigli|consulenza|trucc\w+) (?:fiscal\w+|legal\w+|di investimento|finanziar\w+|medic\w+)
    (?:evitare|evadere|pagare meno|ridurre) (?:le |di )?tasse.*
    consigliami .*
    (?:dame|recomiend\w*|recomienda\w*|que|cual|cuales) (?:\w+ )?(?:accion(?:es)?|fondos?|cripto\w*|etf|
        inversion(?:es)?)(?: \w+){0,3} (?:compr\w+|vend\w+|conviene|mejor\w*|subira\w*|debo|me recomiendas)
    (?:debo|deberia|conviene|es buen momento para) ~ (?:comprar|vender|invertir|convertir)
    (?:mercados?|bolsa|tasas|bitcoin|oro) (?:\w+ )?(?:subira\w*|bajara\w*|caera\w*|va a (?:subir|bajar|caer)|
        manana).*
    (?:consejos?|asesoria) (?:fiscal\w*|legal\w*|de inversion|financier\w*|medic\w+)
"""
GUARANTEE = r"""
    (?:guaranteed?|guarantees|promise|promising|assure|risk[ -]?free|no risk|can't lose|cannot lose|never lose|
        sure thing|certain to|bound to) ~ (?:returns?|beat|market|gains?|profit|\d+ ?%|double|outperform|money|lose|
        safe|performance|win)
    (?:will|going to) (?:definitely |certainly |surely |always )?(?:beat|outperform) the (?:market|s&p|index)
    (?:garanti\w+|promett\w+|assicur\w+|senza rischi\w*) ~ (?:rendiment\w+|battere|mercato|guadagn\w+|\d+ ?%|
        raddopp\w+)
    (?:garantiz\w+|promet\w+|asegur\w+|sin riesgo) ~ (?:rendimient\w+|batir|ganar|mercado|gananci\w+|\d+ ?%|dobl\w+)
"""
ELSEWHERE = r"""
    (?:weather|recipes?|restaurants?|football|soccer|basketball|baseball|nfl|nba|world cup|super bowl|movies?|
        films?|song|songs|lyrics|poem|poems|haiku|limerick|jokes?|horoscope|zodiac|astrology|homework|essay|
        crossword|sudoku|wordle|vacation ideas|flights?|hotels?|pizza|dinner reservation|lottery|dating|girlfriend|
        boyfriend)
    (?:write|debug|fix|code|generate|create|build|give) (?:me )?(?:a |an |some |my |the |this )?(?:\w+ )?(?:python|
        javascript|java|sql|excel macro|vba|html|code|script|program|regex|function|website|app)
    (?:translate|traduci|traduce) (?!it\b|that\b|this\b|the draft|the email|la bozza|lo\b|el borrador).*
    convert \d[\d.,]* ?\w* (?:to|into|in) .*
    (?:exchange rate|currency conversion|convert (?:euros?|dollars?|pounds?|currency)).*
    (?:capital|population|president|prime minister|king|queen|mayor|governor) of .*
    who (?:is|was|won|invented|wrote|discovered|will win) (?!my|our|the (?:client|best|biggest|top|advisor)|at risk|
        eroding|leaving|likely|losing|most|up|due|getting|moving|pulling|@)(?:the )?(?:president|prime minister
        election|war|world|oscars?|\w+ (?:president|election|championship|cup|league)|game|match|race).*
    (?:what|how much) (?:is|are) (?:\d+[\d.,]*) ?(?:[+*x/-]|plus|times|minus|divided by|percent of|% of) ?\d+.*
    (?:calculate|compute|what's|whats|what is|quanto fa|cuanto es) \d[\d.,]* ?(?:[+*x/^-]|plus|times|minus|
        divided by|per|piu|por|mas|percent of|% of) ?\d.*
    (?:news|headlines|politics|election|war in|celebrity|gossip)(?: .*)?
    (?:how do i|how to|help me) (?:\w+ )?(?:cook|lose weight|fix my|install|reset my (?:phone|router|laptop)|learn|
        get a visa|file my taxes|sleep|meditate).*
    (?:apple|tesla|nvidia|google|amazon|microsoft|meta|aapl|tsla|nvda)(?:'s)? (?:stock|share|price|earnings|
        shares).*
    (?:stock|share|gold|oil|bitcoin) price.*
    (?:what(?:'s| is| are)|tell me|how's) the (?:time|date|day|meaning of life|s&p|dow|nasdaq|market doing|score|
        news).*
    (?:meaning of life|are you (?:human|sentient|conscious|alive|real)|do you (?:love|dream|feel|have feelings)|
        sing (?:me )?|tell me a (?:story|joke|secret))
    (?:ricett[ae]|meteo|previsioni del tempo|che tempo fa|barzellett\w+|oroscopo|partita|calcio|serie a|campionato|
        ristorant[ei]|canzon[ei]|poesi[ae]|film|vol[oi] per|hotel|albergo|pizza|traffico|lotto|elezioni|notizie|
        presidente d\w+)(?: .*)?
    (?:scrivi|scrivimi|fammi|genera) (?:un |uno |una )?(?:\w+ )?(?:codice|script|programma|poesia|canzone|tema|
        racconto|funzione).*
    (?:recetas?|el tiempo|que tiempo hace|pronostico|chistes?|horoscopo|partido|futbol|restaurantes?|cancion(?:es)?|
        poemas?|peliculas?|vuelos?|hoteles|noticias|elecciones|presidente de)(?: .*)?
    (?:order|book|buy|get) (?:me )?(?:a |an |some )?(?:uber|taxi|pizza|coffee|lunch|flight|table|cab|hotel).*
"""
TALK = r"""
    (?:hi|hello|hey|hiya|yo|howdy|greetings|good (?:morning|afternoon|evening|day)|morning|ciao|salve|buongiorno|
        buonasera|buon giorno|buona sera|buon pomeriggio|hola|buenos dias|buenas(?: tardes| noches)?|hey there|
        hi there|hello there|there|assistant|bot|everyone|all|how are you(?: doing)?(?: today)?|how's it going|
        what's up|whats up|sup|come stai|come va|tutto bene|como estas|que tal|como va|test|testing|ping)
"""
HELP = r"""
    what (?:can|do|could|are) (?:you|u|i) (?:do|help(?: me)?(?: with)?|able to do|know|answer|ask(?: you)?|capable of|
        for)(?: (?:for me|here|exactly|about|all|today|then))*
    (?:what|which) (?:questions|things|reports|tools|stuff) can (?:i|you) .*
    (?:how (?:do|can) (?:i|you)|how does this|how do you) (?:use|work|works|help|help me|use you|
        use this)(?: (?:this|you|it|me|work))*
    (?:can|could) you help(?: me)?(?: out)?(?: (?:with|con|on) (?:my |the |i |mis |los )?(?:clients?|clienti|
        clientes|book|portafoglio|cartera|work|something|day))?
    (?:i need )?(?:some )?help(?: me)?(?: please| out)?
    (?:show|list|give|tell) (?:me )?(?:your |all |what )?(?:capabilities|features|commands|options|functions|
        abilities|you can do|skills)
    (?:what|which) (?:are )?your (?:capabilities|features|abilities|skills|functions|commands|tools)
    (?:menu|commands|capabilities|features|options|instructions|tutorial|examples?)
    get(?:ting)? started
    (?:che )?(?:cosa|che|cos'?altro) (?:sai|puoi|riesci|posso|mi puoi|potresti) (?:fare|a fare|chiedere|chiederti|
        aiutarmi|offrire|dirmi)(?: .{0,20})?
    (?:come )?(?:puoi|potresti|mi puoi|riesci ad?) (?:aiutarmi|aiutare|essere utile|esserti utile)(?: (?:con|nel|
        coi) .{0,25})?
    (?:come (?:funzioni|ti uso|funziona|si usa)|a cosa servi|aiuto|aiutami|mi aiuti|mi serve aiuto|
        in cosa puoi aiutarmi|mi dai una mano)(?: .{0,20})?
    (?:que|en que|como) (?:puedes|sabes|puedo|me puedes|podrias) (?:hacer|ayudar|ayudarme|preguntar|preguntarte|
        ofrecer|hacer por mi)(?: .{0,20})?
    (?:como (?:funcionas|funciona|te uso|se usa)|para que sirves|ayuda|ayudame|me ayudas|
        necesito ayuda)(?: .{0,20})?
"""
IDENTITY = r"""
    (?:who|what) (?:are|r) (?:you|u)(?: exactly)?
    (?:are you|is this) (?:a |an )?(?:robot|bot|ai|chatgpt|gpt|machine|llm|human|language model|real person|person)
    what(?:'s| is) your name
    (?:which|what) (?:model|llm|ai) (?:are you|is this|do you use)
    (?:chi|cosa|che cosa) sei
    come ti chiami
    (?:quien|que) eres
    como te llamas
"""
THANKS = r"""
    (?:(?:ok|okay|great|perfect|awesome|cool|nice|good|super|wonderful|got it|alright|all right|fine|brilliant|
        excellent|understood|noted|that's all|that is all|thats all|good job|well done|thanks|thank you|many thanks|
        thx|cheers|much appreciated|appreciated|so much|very much|a lot|bye|goodbye|see you|later|good night|
        for that|for now|you|that helps|very helpful|helpful|have a (?:good|nice|great) (?:day|one|weekend|evening)|
        grazie|grazie mille|mille|perfetto|ottimo|va bene|bene|benissimo|a posto|ricevuto|capito|arrivederci|a dopo|
        buona giornata|tante|gentilissimo|gracias|muchas gracias|perfecto|vale|muy bien|genial|adios|hasta luego|
        entendido|de acuerdo)[ ,.!]*)+
"""
NEVER_MIND = r"""
    (?:no |ok |oh |actually )*(?:never ?mind|forget (?:it|that|about it)|leave it|cancel(?: that)?|stop|skip it|
        drop it|nothing|scratch that|not now|nevermind|lascia (?:stare|perdere)|niente|annulla|non importa|
        fa niente|dejalo|olvidalo|nada|cancela|no importa)[ .!]*
"""
_REFUSED = tuple(
    (key, compiled(phrases))
    for key, phrases in (
        ("bypass", BYPASS), ("records", RECORDS), ("others", OTHERS), ("identifiers", IDENTIFIERS),
        ("sending", SENDING), ("guarantee", GUARANTEE), ("advice", ADVICE), ("elsewhere", ELSEWHERE),
    )
)  # fmt: skip
_TALK, _HELP, _IDENTITY, _THANKS, _NEVER_MIND = map(compiled, (TALK, HELP, IDENTITY, THANKS, NEVER_MIND))
_DRAFTED = re.compile(
    r"^\W*(?:(?:please|can you|could you|and|now|ok|hi|me|puoi|per favore) ?,?)*(?:draft|write|compose|prepare|e?mail|"
    r"(?:a |una )?(?:note|letter|mail) to|scrivi\w*|prepara\w*|bozza|redigi|escribe|redacta)(?!\w)"
)
_ASKED_ABOUT = re.compile(
    r"(?<!\w)(?:polic(?:y|ies)|rules?|allowed|permitted|what does .* mean|procedure|regola|regole|norma|politica|"
    r"puedo|posso|can i|may i|is it ok)(?!\w)"
)


def refusal(text: str) -> str | None:
    """Which sentence refuses the words, if any. A question about a rule is no request to break it.

    A number that must not leave is refused when it is asked for; in a draft it is the guardrails that hold it.
    """
    asked = bool(_ASKED_ABOUT.search(text))
    found = (
        key for key, pattern in _REFUSED if pattern.search(text) and not (asked and key not in ("bypass", "records"))
    )
    key = next((key for key in found if key != "identifiers" or not _DRAFTED.search(text)), None)
    return "others" if key == "identifiers" else key


def small_talk(text: str) -> str | None:
    """`greeting`, `help`, `who_am_i`, `thanks` or `fine` when the words are nothing else."""
    bare = re.sub(r"[\s,.!?¿¡:;)(-]+", " ", text).strip()
    if _NEVER_MIND.fullmatch(bare):
        return "fine"
    if _THANKS.fullmatch(bare):
        return "thanks"
    rest = without_greeting(bare)
    if not rest:
        return "greeting"
    if _IDENTITY.fullmatch(rest):
        return "who_am_i"
    return "help" if _HELP.fullmatch(rest) else None


def without_greeting(text: str) -> str:
    """The words after “hi there,”, which mean nothing by themselves."""
    rest = text
    while match := _TALK.match(rest.lstrip(" ,.!?¿¡")):
        rest = rest.lstrip(" ,.!?¿¡")[match.end() :]
    return rest.strip(" ,.!?¿¡")
