"""English phrases of the five rules on promises. How they are read: `asserted.py`."""

from __future__ import annotations

from assistant.guardrails.asserted import cue

INSURER = (
    r"\b(?:insurers?|insurance compan\w+|insuring|carriers?|issuers?|issuing|claims-paying|fdic|ncua|deposits?|"
    r"apy|warranty|guarantors?|lease|treasury|treasuries)\b"
)
FIXED_TERM = (
    INSURER + r"|\b(?:cds?|banks?|coupons?|matures?|maturity|scheduled|premiums?|social security|pension|t-bills?|"
    r"mortgage|loan|discounts?|tickets?)\b"
)
GOOD = (
    r"(?:returns?|income|growth|profits?|gains?|yields?|results?|outcomes?|payouts?|appreciation|performance|"
    r"paychecks?|wealth|retirement)"
)
SURE = (
    r"(?:always|easily|definitely|certainly|surely|absolutely|simply|just|personally|fully|completely|gladly|happily)"
)

GUARANTEED = (
    cue(
        "A result is guaranteed.",
        rf"guarante(?:e|es|ed|eing)\b<near>(?:<pct>|\b{GOOD}\b)",
        rf"(?:<pct>|\b{GOOD}\b)<near>\b(?:is|are|comes?) guaranteed\b",
        r"\byou(?:'re| are|'ll be| will be) guaranteed\b",
        r"\bguaranteed to (?:beat|grow|double|earn|make|outperform|win|rise|return|profit|go up|pay|retire|reach|"
        r"hit)\b",
        r"(?:(?<=[.!,]\s)|^)guaranteed ?[.!]",
        excused=INSURER,
    ),
    cue(
        "The firm guarantees a result.",
        rf"<we> (?:can |will |do )?(?:{SURE} )?guarantee\b"
        r"(?! (?:that )?(?:we|i|someone)\b)(?! (?:a |you a )?(?:reply|response|call|answer|seat|spot))",
        excused=INSURER,
    ),
    cue(
        "A result is promised.",
        rf"\b(?:promise|swear|assure|guarantee)s? (?:to )?(?:you|everyone|clients?|investors?)\b<near>(?:<pct>|"
        rf"\b{GOOD}\b|\bdouble\b|\bnever lose\b|\bbeat the\b|\boutperform|\bricher\b|\bretire\b)",
        excused=INSURER,
    ),
)
GUARANTEES = (
    *GUARANTEED,
    cue(
        "A yearly return is promised.",
        rf"\b(?:you(?:'ll| will| are going to|'re going to)|clients will|investors will) (?:{SURE} )?"
        r"(?:get|earn|make|receive|collect|see|net|pocket|enjoy|have|be paid)\b<near><pct><near>(?:<year>|"
        r"no matter|for life)",
        r"\b(?:will|'ll|is going to) (?:always )?(?:pay|yield|deliver|earn|make|return) (?:you |us |clients |"
        r"investors |out )?(?:a |the |your |their )?(?:\w+ )?<pct>",
        r"\bpays? (?:you )?<n>(?: ?%| percent)?,? and (?:it )?always (?:will|has)\b",
        excused=FIXED_TERM,
    ),
    cue(
        "An outcome is treated as certain.",
        r"\b(?:you have|take|i give you|here's) my word\b(?! that (?:i|we)(?:'ll| will) (?:call|write|send))",
        r"\bmy word on (?:it|that|this)\b",
        r"\bconsider it done(?= ?[.!])",
        r"\btake (?:that|it|this) to the bank\b",
        r"\bas good as (?:done|money in the bank|in the bank)\b",
        r"\bno ifs(?:,| and| or| no)",
        r"\b(?:put|write|pencil|build) (?:it|that|this|the \w+) (?:straight |right )?in(?:to| to)? (?:your|"
        r"the) budget\b",
        r"\b(?:count|bank|rely) on (?:that|this|the|our) (?:\w+ )?(?:number|returns?|income|check|figure|payout|"
        r"amount|yield|rate)\b",
        excused=INSURER,
    ),
    cue(
        "An outcome is presented as a commitment.",
        r"\bit(?: is|'s) a (?:commitment|promise|certainty)\b(?:,| that| we|[.!])",
        r"\b(?:not|isn't|n't) a (?:hope|maybe|guess|wish|target)\b<near>\b(?:commitment|promise|certainty|fact)\b",
        denied=False,
    ),
    cue(
        "A result is promised whatever the market does.",
        r"\b(?:whatever|no matter (?:what|how)|regardless of (?:what|how))(?: happens (?:in|"
        r"to))?(?: the)? (?:stock )?(?:markets?|economy)\b<gap>\b(?:same|never|always|income|paychecks?|checks?|"
        r"pays?|grow\w*|lands?|returns?|profit\w*)\b",
        excused=INSURER + r"|\b(?:premiums?|fees?)\b",
        denied=False,
    ),
    cue(
        "An income is said never to fall.",
        r"\b(?:paychecks?|income|checks?|distributions?|payouts?|dividends?|payments?|balance)(?: \w+)? (?:never|"
        r"will never|won't ever|can't|cannot|can never) (?:\w+ )?(?:shrinks?|drops?|falls?|go(?:es)? down|stops?|"
        r"be cut|run out|decreases?)\b",
        excused=INSURER,
        denied=False,
    ),
    cue(
        "The outcome of a plan is promised.",
        rf"\byou(?:'ll| will|'re going to| are going to) (?:{SURE} )?(?:end up|retire|walk away|wind up|finish)\b<near>"
        r"(?:\bwith (?:over |more than |at least )?\$? ?\d|\bon time\b|\ba millionaire\b|\brich\b|\bby \d\d\b)",
        rf"\byou(?:'ll| will) (?:{SURE} )?have (?:more than )?enough (?:for|to) (?:the |a |your )?"
        r"(?:house|retire|college|tuition|down ?payment)\b",
        rf"\byou(?:'ll| will) (?:{SURE} )?never (?:have to work|run out|outlive|need to worry about money)\b",
        excused=INSURER,
        denied=False,
    ),
)

LOSSES = (
    cue(
        "An offer to make good a loss.",
        r"<we>(?:'ll| will| can| would) (?:\w+ ){0,3}(?:make|keep) (?:you|it|them|clients?|"
        r"every \w+)(?: \w+)? (?:whole|good)\b",
        r"\b(?:make|makes|making|made) up (?:the |any |your |for )(?:\w+ )?(?:difference|loss(?:es)?|shortfall)\b",
        r"\b(?:out of|from) (?:my|our) own pockets?\b",
        excused=r"\b(?:bank|catch-up|contributions?|fee|billing)\b",
    ),
    cue(
        "An offer to carry the client's loss.",
        r"<we>(?:'ll| will| would| can)? (?:\w+ ){0,3}(?:reimburse|refund|repay|cover|compensate|"
        r"pay (?:you )?back|give (?:you )?back|eat|absorb|swallow|return|top up)\b<near>\b(?:loss(?:es)?|lose|"
        r"lost|downside|shortfall|difference|whatever you(?:'re| are) down|you(?:'re| are) down)\b",
        r"\b(?:loses? (?:money|value)|in the red|below \w+)\b<gap>\b(?:topped|made whole|refunded|reimbursed)\b",
        r"\bif (?:it|the (?:fund|account|market|portfolio|stock|price|investment|strategy)|your \w+|this|"
        r"things?)\b<gap>\b(?:i|we)(?:'ll| will) (?:\w+ ){0,2}(?:pay|cover|refund|return|make|top|"
        r"reimburse)\b(?! (?:a |an |the |any )?(?:call|adjust\w*|appointment|changes?|decision|recommendation|"
        r"sure))",
        r"\b(?:share|split|carry|cover) (?:in )?(?:the|your|any|all) (?:loss(?:es)?|downside)\b",
        excused=r"\b(?:fee|fees|billing|charged?|bank|fdic|insur\w+|card|postage|tax|joint|spouse|court|visit|error)\b",
    ),
    cue(
        "An assurance against loss.",
        r"\bsee to it that you (?:come out|break) even\b",
        r"\byou(?:'ll| will) (?:\w+ )?(?:come out even|break even|get (?:it all|all of it|every (?:penny|cent)|"
        r"all your money) back)\b",
        r"\bworst case you(?:'re| are)? (?:even|back|flat)\b",
        r"\bback (?:to )?where you started\b",
        excused=r"\bcircle\b|" + INSURER,
    ),
    cue(
        "The client is said to be unable to lose.",
        r"\b(?:you|clients?|investors?|your (?:\w+ )?(?:money|principal|balance|account|savings|"
        r"capital)) (?:\w+ly |just )?(?:can't|cannot|can not|can never|won't|will never|will not|couldn't|"
        r"could never) (?:possibly |ever |actually )?(?:lose(?: (?:money|a (?:cent|penny|dollar)|anything|"
        r"principal|value|with|on|here))|finish below|end (?:up )?(?:below|with less)|(?:go|fall|drop) below|"
        r"lose ?[.,!])",
        r"\bno way (?:for you )?(?:to|that|you|it|you'll|you can)(?: \w+)? (?:finish|end|lose|go|come out|drop)\b",
        excused=r"\b(?:fdic|ncua|deposits?|claims-paying|insurer|afford)\b",
        denied=False,
    ),
    cue(
        "Capital is said to be protected.",
        r"\b(?:principal|capital|nest egg|savings|money|investment|balance)(?: \w+)? (?:is|are|will be|stays?|"
        r"remains?) (?:always |fully |completely |totally |entirely |100% ?)(?:\w+ )?(?:protected|safe|secure|"
        r"guaranteed|insured)\b",
        excused=INSURER,
    ),
)

SAFETY = (
    cue(
        "It is called free of risk.",
        r"\brisk[- ]?free\b(?! (?:rate|trial|consultation|meeting))",
        r"\briskless\b",
        excused=r"\brisk[- ]free rate|\bno such thing|\btextbooks?\b",
    ),
    cue(
        "It is said to be without risk.",
        r"\b(?:zero|no|without(?: any)?|absolutely no|virtually no|practically no) (?:real |market |"
        r"investment )?(?:risks?|downside)\b(?!-| free)(?! (?:of|in asking|to (?:you for )?ask|tolerance|profile|"
        r"assessment|that we))",
        r"\bnothing (?:can|could|will|to) (?:ever )?(?:go wrong|lose)\b",
        r"\b(?:it|you|this) can(?:no|')?t (?:really |possibly )?go wrong\b",
        excused=r"\b(?:no such thing|at no risk|investments? (?:is|are|comes?)|nothing comes|isn't|doesn't|not "
        r"mean|does not|by (?:asking|calling))\b",
        denied=False,
    ),
    cue(
        "It is said to be completely safe.",
        r"\b(?:completely|totally|perfectly|absolutely|100 ?%|entirely|utterly) (?:safe|secure)\b",
        r"\bsafe as houses\b",
        r"\b(?:a sure thing|a sure bet|can't miss|cannot miss|can't-miss|sure-?fire|fool-?proof|no-lose)\b",
        r"\b(?:principal|capital|money|value|balance)\b<near>\b(?:cannot|can't|"
        r"can never) (?:ever )?be (?:impaired|lost)\b",
        r"\b(?:has|have) never (?:been )?(?:impaired|lost a (?:cent|penny|dollar))\b",
        excused=r"\b(?:fdic|ncua|portal|upload|password|link|encrypt\w*|safe deposit|drive|roads?|travel\w*|isn't|"
        r"not a)\b",
        denied=False,
    ),
    cue(
        "Its risk is equated with that of cash or deposits.",
        r"\b(?:about |just |every bit )?as (?:risky|safe|dangerous|secure) as\b<near>\b(?:cash|mattress|banks?|"
        r"treasur\w+|savings|houses|gold)\b",
        r"\bjust like (?:cash|money) in the bank\b",
        r"\bsame as (?:treasur\w+|a cd|cash|a savings account) but\b",
    ),
    cue(
        "The worst case is said to be harmless.",
        r"\bthe worst (?:that can happen|thing that can happen|that could happen|case|"
        r"outcome) is (?:that )?(?:you )?<near>\b(?:keep|break even|get (?:your|the) money back|flat|back where|"
        r"zero)\b",
    ),
)

UNSURE = (
    r"\b(?:hypothetical|not (?:a |your )?(?:forecast|prediction|projection)|mathematical|arithmetic|calculator|"
    r"required minimum|rmd|social security|coupon|matures|inflation|cost-of-living|may not predict|"
    r"federal reserve|the fed|committee|forecasts? (?:is|are)|nobody knows|no one knows|who knows|"
    r"tax(?:es)? forms?|mail|appointment|schedule|fees?|premium|deductible|nadie|nessuno)\b"
)
_AMOUNT = r"(?:<pct>|\$ ?\d|\b\d[\d,.]* ?(?:k|m|million|thousand|grand)\b)"
FUTURE = (
    cue(
        "A rise is predicted.",
        r"\b(?:will|'ll|going to|gonna|set to|bound to|sure to|poised to|destined to|certain to|about to) (?:\w+ )?"
        r"(?:double(?! check)|triple|quadruple|soar|skyrocket|moon|explode|outperform|beat the (?:market|index|s&p))\b",
        excused=UNSURE,
    ),
    cue(
        "A value or return is predicted.",
        r"\b(?:will|'ll|going to|should|bound to|sure to|set to) (?:\w+ ){0,2}(?:be worth|hit|reach(?! (?:you|us|"
        r"me|out))|return|grow (?:by|to|at)|climb|gain|"
        rf"throw off|spin off|go up|rise|go to|produce|generate|earn)\b<near>{_AMOUNT}",
        r"\b(?:goes|going|headed|heading|straight) to \$? ?\d[\d.,]*k?\b<near>\b(?:by|before|soon)\b",
        r"\bto \$? ?\d[\d.,]*k\b<near>\b(?:matter of when|not if)\b",
        r"\b(?:targets?|targeting|model+ed to (?:return|earn)|projected to (?:return|earn|grow|reach)|"
        r"designed to (?:return|earn)|expected return of|aims? (?:for|to return)|on (?:track|pace) (?:to|"
        r"for))\b<near><pct>",
        r"\b(?:will|'ll) (?:pay|return|yield|make) (?:you |us |investors )?(?:\w+ )?<pct> (?:in|by|for|next|this)\b",
        r"\b(?:finish|finishing|end|ending)\b<gap><pct><near>\b(?:higher|above)\b",
        excused=UNSURE + r"|\b(?:bank|cd|apy|deposit)\b",
    ),
    cue(
        "A return is predicted.",
        r"\b(?:expect|expects|expecting|anticipate|anticipates|forecast|forecasts|predict|predicts|project|"
        r"projects|foresee|look for)\b(?! to (?:meet|see|send|mail|be|have|finish))"
        rf"<near>(?:\bmore of the same\b|\banother (?:\w+ )?(?:rally|leg up)\b|\b(?:\w+ )?(?:returns?|gains?|"
        rf"growth|performance) of\b|<pct>|\b(?:double|triple)[- ]digit {GOOD})",
        excused=UNSURE,
    ),
    cue(
        "Past results are carried forward.",
        r"\bbased on (?:how|what|its|our|past|the last)\b<gap>\b(?:should|will|expect|can count)\b",
        r"\bevery reason to (?:believe|expect|think)\b<gap>\b(?:gains?|fourth|fifth|enjoy|continue|years?|"
        r"returns?|again)\b",
        r"\banother (?:great|strong|good|banner|record|stellar) year (?:ahead|is coming|is on|in store)\b",
        r"\bhistory (?:will|is (?:about|going|bound) to) repeat\b",
        excused=UNSURE,
    ),
)

_TRADE = (
    r"(?:advis[eo]rs?|advisory|(?:wealth |money |fund |asset )?managers?|planners?|firms?|teams?|strateg(?:y|"
    r"ies)|portfolios?|funds?|performance|returns?|approach|service|results|company|boutique|investments?|"
    r"opportunit(?:y|ies)|track record|process|ideas?)"
)
SUPERLATIVES = (
    cue(
        "A superlative about the firm or its service.",
        r"\b(?:we(?:'re| are)|i(?:'m| am)|our|us|my)\b<near>\b(?:the|simply the|among the) (?:very )?(?:best|"
        r"finest|greatest|smartest|most (?:successful|trusted|experienced|talented|skilled|respected|reliable)|"
        r"top|leading|premier|safest|#1|number one) "
        rf"(?:\w+ ){{0,3}}{_TRADE}\b",
        rf"\b(?:the|simply the) (?:best|finest|smartest|top|most trusted|number one|"
        rf"#1) (?:\w+ ){{0,2}}{_TRADE} (?:in|around|anywhere)\b",
        excused=r"\b(?:best interests?|in my class|index|category|volunteers|restaurant|ask|how to)\b",
    ),
    cue(
        "An absolute about the firm or product.",
        r"\b(?:unmatched|unrivall?ed|unbeatable|unparall?eled|peerless|bullet-?proof|infallible|flawless|"
        r"second to none|like no other|unsurpassed|world-class|best-in-class)\b",
        r"\bonce[- ]in[- ]a[- ](?:generation|lifetime|century)\b",
        r"\bperfectly positioned\b",
        r"\bmake (?:families|people|clients|you|folks)\b<near>\b(?:wealthy|rich)\b",
        excused=r"\b(?:views?|food|pie|sunset|phone|password|trip|eclipse|vacation|storm|snow|flood|wedding|trail|"
        r"coffee)\b",
    ),
    cue(
        "A superlative about the firm.",
        r"\b(?:no one|nobody|no other|none)\b<near>\b(?:like (?:we|us)|(?:the way|as well as|as|that|than) (?:we|"
        r"us) ?(?:do\b|can\b|[.,!])|comes? close|match(?:es)? (?:us|our)|equals? (?:us|our))",
        r"\byou (?:will not|won't|will never|'ll never|can't|cannot) (?:ever )?(?:find|get) (?:a |"
        r"an )?(?:\w+ ){0,2}(?:better|smarter|safer|sharper)\b",
        excused=r"\b(?:parking|coffee|weather|recipe|view)\b",
        denied=False,
    ),
    cue(
        "An absolute about a product or about results.",
        r"\bthe only (?:\w+ ){1,3}you(?:'ll| will)? (?:ever )?need\b",
        r"\bno (?:\w+ ){0,2}(?:problem|goal|question) (?:that )?(?:we|i) (?:cannot|can't|couldn't) (?:solve|fix|"
        r"handle|reach)\b",
        r"\b(?:called|predicted|caught|foresaw|timed) every\b",
        r"\bnever (?:been wrong|had a (?:losing|down|bad))\b",
        r"\balways (?:wins?|beats?|outperforms?)\b",
        r"\b(?:results|numbers|returns) speak for themselves\b",
        r"\b(?:losses|bear markets?|volatility|risk)\b<near>\ba thing of the past\b",
        r"\b(?:eliminates?|removes?) (?:all )?(?:risk|losses)\b",
        excused=r"\b(?:form|document|page|password|to (?:sign|bring)|home team|parking|tickets?)\b",
        denied=False,
    ),
)
