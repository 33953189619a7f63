"""Words that are no names although they may look like one: capitalised inside a sentence, or surnames too."""

from __future__ import annotations

_ALSO_A_WORD = """
    art bank banks bello best bianco bill bishop black bond bravo bright brook brown case cash conti cost costa day
    dollar early east fee fees field ford gain gold good grace grant grasso green gross hall hand hill hope king
    knight lake large law leal leone little long loss love major march mark may mayor minor moody new noble north
    nuovo page penny point power price prima review rich rico rosa rose sale savage sharp short silver small south
    spring stock summer top trust value west white will winter wise wood worth young
"""
_ORDINARY = """
    snapshot snapshots
    a able about above abril account accounts across act active actual actually ad add added address adesso advice
    adviser advisers advisor advisors after afternoon again against age ageing agent agli ago agosto agradecimiento
    ahead ahora ai aiutami al all alla alle alli allo allocation allora almost alone along already also altra altre
    altri altro always am amazon america american amount an anche ancora and angry anni anniversary anno annual
    annuities annuity ano another answer answers any anybody anyone anything apple appuntamento apr april aprile
    aquel aqui archive are area aren't around as asesor asesores ask asset assets assicurazione assicurazioni
    assistant associate assume assuming at attention attrition aug auguri august aum average away ayer ayudame
    azienda baby back bad balance balances bank banks base basis be because become been before behind being below
    beneficiary benefits best better between big bigger biggest biglietto bill birthday birthdays bisogni bisogno
    bitcoin board boat bond bonds bonus book books borrador borradores boss both bottom bozza bozze branch branches
    brief briefing bring broker budget business businesses but buy buyer by cac cada calcola calcula calculate call
    calls can canal canale canali capital card care carta cartas cartera carteras case cash ceo change changed
    changes channel charitable charity chart chat che cheap check chi children christmas ci cioe circa city claim
    class clean clear client cliente clienti clients close closed coaching coi cois college come coming comment
    commission commissions committee como company compara compare comparison compleanni compleanno compliance
    compose compute con concentration condoglianze condolence condolences conference confirm confronta congratulate
    consider consulente consulenti contact contacts content contra contract contribution contributions contro
    conversation conversion correo cosa cost costs could could've couldn't couple course covid cpa cpas crecimiento
    crescita crm cual cuales cuando cuanta cuantas cuanto cuantos cumpleanos current currently custodian custodians
    customer customers cut da dai daily dal dalla dame dammi dashboard data database date daughter day days dcf dead
    deal deals dear death debo debt dec december deep default definition definitions degli dei del delegate della
    delle dello denaro department deposit deposits describe descuento desde detail details devo di dia dias dicembre
    diciembre did difference different dime dimmi dinero dinner direct director discount distribution distributions
    division divorce do document documents does doing dollar dollars domani domenica domingo don't donde done door
    dopo dove dow down draft drafts drop due dunque durante during e each earlier early earn easter easy ebitda ecco
    ecnm economy ed education either el elderly elenca else email emails employee employees employer employers
    empresa end enero english enough entire entre envia equipo equity eredi erosion erosione esa escribe ese eso
    essi esta estas estate estates este estos etf euro europe european euros even evening event events ever every
    everybody everyone everything exact example excel except excepto executive executives existing expected explain
    explica extra facebook fact factor fall famiglia famiglie families family fammi faq far fast father fatturato
    feb febbraio febrero february fed fee fees few fewer fidelizzazione figure figures file filiale filiali fill
    final finance financial find fine finish finra firm firms first five flow flows folks follow following fonte
    fonti for forecast form formal former forms four fra free french friday friend friendly friends from fuente
    fuentes full fund funds funnel future gain gains gdc general gennaio german get getting gia gift gifts giorni
    giorno giovedi giugno give given giving gli go goal goals going gone good goods google got gracias grade grande
    grandes grandi grazie great gross grossi grosso ground group groups grow growing growth guarantee guy guys h1 h2
    hacia had half hanukkah happen happened happy harvest has hasta have haz he he's head health hear heir heirs
    hello help her here herederos herencia herself hey hi high higher highest him himself hipoteca his history hit
    hold holder holdings holiday holidays home hope hour hours house household households how how'd how's however
    hows hoy hr hundred husband i i'd i'll i'm i've idea ieri if il imagine immediately important in inbound income
    incontro increase independent industry inflation inflow inflows info information ingreso ingresos inheritance
    inizio innocent input instagram instead insurance interest interested into invece invest investment investments
    investor invia invite invited invoice invoices ira iras irs is isn't it it's italian items its itself jan
    january job jubilacion jueves jul julio july jun june junio just keep kid kids kind know known kpi kpis kyc la
    las last late lately later latest law lawyer le lead leads league leak leaks least leave left legal lei lend
    lender lending less let let's letter lettera lettere letters level licence life like likely limit line linkedin
    list little lo loan loans long longer look looking loro los lose losing loss losses lost lot low lower ltv
    luglio lui lunch lunedi lunes made maggio mail mailers main major make manage managed management manager
    managers manana manda many mar march margen margine market marketing markets marriage martedi martes marzo mas
    masse matter matters maximum may maybe mayo me mean means median mediante medicaid medicare meet meeting
    meetings mejor mejores member members meno menos mensaje mention mercado mercato mercoledi merry mes mese meses
    mesi message messages messaggio method methods metric mi mia microsoft middle mie miei miercoles miglior
    migliore migliori million millions mind mine minimum minute minutes mio mis miss missing mix model moment monday
    money month monthly months moon more morning mortgage mortgages most mostra mostrami mother move moved moves
    moving mtd much muestrame multiple munis must mutual mutui mutuo muy my myself name names nasdaq ncnm ne near
    necesidad necesidades need needs nei nel nella nelle net never new newest news newsletter next nice night nigo
    nine nna no nobody noi non none nonsense normal nostra nostre nostri nostro not nota note notes nothing nov
    november novembre noviembre now npv nuestra nuestro number numbers nvidia o oct october octubre of off offer
    offers office offices oggi ok old older oldest oltre on once one ones ongoing only open operations opinion
    opportunities opportunity oppure option options or ora order organic other others otra otras otro otros ottobre
    our out outflow outflows outlook outside over overall overdue own owner owners page paid para parecidos parents
    part participants parties partner partners party past patrimonio pay payback payment payments payout pdf peer
    peers peggio penalty pensione pensioni people per percent percentage perche perciò performance period pero
    person personal pesame phone pick piece pipeline piu place plan plans platform please plus podrias poi point
    points policies policy polite polizza polizze por porque portafogli portafoglio portfolio portfolios position
    positions possible posso post posts potresti practice practices premium prepara preparami prepare present presso
    prestamo prestamos prestiti prestito price prima primi primo principal principals prior private probability
    process product production products professional professionals profile profit profits program progress promise
    promises proposal prospect prospects prossima prossimo provide public puedes puedo pull puoi purpose put q1 q2
    q3 q4 qtd quale quali quando quanta quante quanti quanto quarter quarterly quarters que question questionnaire
    questionnaires questions quick quickly quien quienes quiero quiet quindi range rank ranking rate rates rather
    ratio reach read ready real really reason reasons recap receivables recent recently recession recommendation
    record records redacta reduce referenze referidos referral referrals referrer referrers region regione regions
    regulator regulators related relationship relationships remainder remind reminder renewal rent replacement reply
    report reports request requests research rest result results retain retained retencion retention retired retiree
    retirees retirement return returns reunion revenue revenues review reviews revision revisione ricavi ricavo
    riesgo riesgos right ringraziamento rischi rischio rise rising risk risks riunione rmd rmds roi rollover
    rollovers roth rough round rule rules sabado sabato said salary sale sales salvo same saturday save savings say
    schedule scheduled school sconto score scores scorsa scorso scrivi se season seat sec second secondo section
    sector security see seem segment segments segnalazione segnalazioni segun seguro seguros sell semana send
    seniors sep sept september septiembre series service services set settembre settimana settimane settings seven
    several share shared shares she she's shop short should should've shouldn't show si sign silent similar
    similares simile simili simple sin since single situation six size sla slack sleeve small smaller smallest so
    sobre social societa software soldi solo some somebody someone something son soon sorry sort source sources sp
    spanish special spend spiega spiegami sponsor sponsors spouse spouses squadra staff stage standing start started
    state status stay staying still stock stocks stop story street strong stuff su sua subject succession
    successione sucesion such sucursal sucursales sue sui sul sulla summarise summarize summary summer sunday suo
    suoi support suppose sure survey surveys sus system t12 table take tambien target tasa tasso tax taxes te team
    teams tell ten tesla than thank thanks thanksgiving that that's thats the their them themselves then there
    there's these they they're thing things third this those though thousand three threshold through thursday thus
    ti ticker time times title to toda todas today todo todos together tomorrow tone tonight too top topic total tra
    transfer transfers treasuries trend trends trimestre trimestri trip trova trust trustee trusts try ttm tuesday
    tuo turn tus tutta tutte tutti tutto tweet two type u uk ultima ultime ultimi ultimo un una unas under
    understand unhappy unit uno unos until up update updated updates upon urgent us usa usual vacation valor valore
    valores valori valuation value values venerdi verso very vi viernes view visit voglio voi volume vorrei wait
    wall wallet want warm was way we're wealth weather website wednesday week weekend weekly weeks weight welcome
    well were what what'll what's whats when where where's wheres whether which while who who'd who's whole whom
    whos whose why widow widower widows wife will wire wirehouse wish with within without women wondering word words
    work working works world worry worth would would've wouldn't write writing wrong wtd x y ya year yearly years
    yes yesterday yet you you're young younger your yourself youtube ytd zero zip
"""

ALSO_A_WORD = frozenset(_ALSO_A_WORD.split())
"""Lower-case, these are read as words unless a title or “family” stands by them."""
ORDINARY = frozenset(_ORDINARY.split())
"""Never taken for a name that nobody bears; English, Italian and Spanish, without accents."""
