# SPDX-License-Identifier: GPL-3.0-or-later
"""What dealers in Flanders text. One line a way to say it; [a|b|] is a choice, {slot} a fact,
// the next message of a burst."""

ITEMS = {"hash": ["hasj", "hash", "shit", "blok"], "weed": ["wiet", "groen", "weed", "haze", "amnesia"],
         "coke": ["coke", "wit", "sneeuw", "coca"], "pills": ["pillen", "xtc", "snoepjes"],
         "keta": ["keta", "ket", "ketamine"]}
PLACES = ["het station", "aan het park", "de parking van de carrefour", "het tankstation", "de nachtwinkel",
          "de kebab", "het zwembad", "de sporthal", "het rond punt", "de brug", "de frituur",
          "de bushalte", "achter de kerk", "de grote markt"]
NAMES = ["Momo", "Kevin", "Dries", "Rachid", "Sam", "Nico", "Bilal", "Stef", "Yassi", "Jens", "Tony", "Ilias"]
GREET = ["ewa", "yo", "hey", "hallo", "salut", "ey", "dag", "yo bro", "goeienavond", "hoi", "wajow", "ewa broer"]
TAIL = ["bro", "maat", "broer", "gast", "vriend", "man", "👊", "👍", "x", "makker", "ouwe", "💯"]
WORDS = ["het weer", "den antwerp", "frieten", "uw straat", "de bus", "pizza", "uw weekend"]
ABBREVIATED = {"niet": "nie", "dat": "da", "wat": "wa", "wanneer": "wnr", "hoeveel": "hvl", "even": "ff",
               "misschien": "mss", "vanavond": "vnvd", "morgen": "mrgn", "minuten": "min", "ik ben": "kben",
               "ik heb": "kheb", "het is": "tis", "als": "as", "met": "me", "berichtje": "bericht",
               "alsjeblieft": "aub", "momenteel": "mmt"}
MENU_LINE = ["{item} {price} per g", "{item} {price}", "{item} - {price}e", "{item} 1 voor {price} 2 voor {two}",
             "{item} {price} euro 🔥"]
PIECE_LINE = ["{item} {price} stuk", "{item} {price}/stuk 5 voor {five}", "{item} - {price}", "{item} 5 voor {five}"]

ACTS = {
"advert": """
{greet} met {name}, [ben actief|terug actief|lijn staat open|weer bereikbaar]. {menu}. [stuur maar|laat weten|app maar] [heel de nacht|tot 2u|heel de dag]
[nieuwe|verse] lading binnen 🔥🔥 {menu} // levering in [20|15|30] min
{name} hier [nieuw nummer|nieuwe gsm sla op]. {menu}. [zelfde kwaliteit|altijd top|geen rommel]
[Actief|ACTIEF|actief nu]. {menu}
{greet} de beste {item} van [t stad|de streek|antwerpen]. {price} de g. [bereikbaar tot laat|ben nu onderweg|heel den avond]
promo [vandaag|dit weekend|vanavond] 5 halen 3 betalen op {item}, {menu}
{menu} // snelle levering // {name}
nog [interesse|iets nodig]? kheb {item} binnen, [heel zware|serieus goeie|topspul]. {price}
[weekend|vrijdag] promo 💯 {menu} [op is op|wees er snel bij]
{greet} alles [binnen|op voorraad]: {menu} // levering vanaf {two}
Top [kwaliteit|spul] {item} {price} [per g|de gram], 2 voor {two}. Levering [van 12 tot laat|24/7|tot 3u]. {name}
ben [op de baan|aant rondrijden|onderweg] komende [2|3] uur as ge iets wilt. {menu}
[terug binnen|weer voorraad] {item} [en tis een goeie|echt straf|beste in lang]. {menu}
{greet} [iets nodig|moet ge iets hebben] [vanavond|vandaag]?? {menu}
{name} ✅ {menu} ✅ [snel|discreet] aan huis ✅ [geen tijdverspillers|alleen serieuze mensen]
{greet} // heb da {item} // {price}
sorry gsm was uit. terug actief {menu}
breng een maat mee en krijg 1 gratis. {menu} bel of sms {name}
{item} en {item2} binnen. stuur voor [prijzen|menu]. tot [1u|2u|laat]
{greet} tis de maat van {name} ik doe nu de gsm. {menu}
""",
"readvert": """
{greet} nog iets nodig?
ben er nog als ge die {item} wilt
[actief|open] [vanavond|vandaag weer]. {menu}
niks meer gehoord van u. promo loopt nog
alles goed? terug {item} binnen {price}
{greet} {menu} [laat weten|stuur maar]
en? ben bereikbaar tot laat
""",
"menu": """
{menu}
ok dus {menu}
heb {menu} // wa zoekt ge
{menu} [da is alles nu|meer heb ik nie|alles top]
vanavond: {menu}
{menu}. vanaf {price}
nu {menu}
""",
"price": """
{price} de g, 2 voor {two}
{price} // {two} voor 2
tis {price} [bro|maat|]
1 voor {price} 2 voor {two} 5 voor {five}
{price} per stuk
voor u {price}
{price} vast. cash
zelfde als altijd {price}
""",
"quality": """
tis [zwaar|echt top|serieus goed|straf spul] geloof me
beste van [t stad|de streek|heel vlaanderen]
[iedereen|al mijn vaste klanten] komt terug
vers binnen [gisteren|vanmorgen|vandaag]. ruikt goed
8/10 zou ik zeggen [eerlijk|voor die prijs]
ik verkoop geen rommel gast
kom zien en as t nie goed is koopt ge nie
proper spul bro
""",
"haggle_no": """
nee da gaat nie
prijs is prijs [bro|maat|]
[haha|lol] nee. {price}
ben geen ocmw he
{price} is al goedkoop
lager kan nie kheb kosten
pak er 2 dan doe ik {two}
nie afbieden
""",
"haggle_yes": """
[allee|ok|vooruit] 1 keer dan
ok ik regel iets // maar nie doorzeggen
is goed {two} voor 2
ok maar snel dan
omdat t uw eerste keer is he
ik doe er iets bij
""",
"stock": """
ja [genoeg|veel|nog beetje]
ja nog {item}
[jaja|ja maat|yes] op voorraad
de laatste dus rap zijn
{item} heb ik ja
""",
"ask_what": """
wa moet ge hebben
[wat|wa] zoekt ge
wa wilt ge [bro|maat|]
welke wilt ge
wa kan ik doen voor u
zeg maar wa ge wilt
wilt ge {item} of wa
""",
"ask_quantity": """
hoeveel wilt ge
hoeveel moet ge hebben
hoeveel g
[1 of 2|2 of 3|hoeveel] ?
voor hoeveel
hoeveel stuks [maat|bro|]
hvl?
hoeveel moet ik meebrengen
""",
"ask_place": """
waar zijt ge
waar woont ge [ongeveer|]
[waar|waar ergens|welke kant] ?
welke buurt
waar moet ik komen
stuur locatie
waar spreken we af
stuur adres
naar waar moet ik rijden
""",
"ask_time": """
hoe laat
tegen wanneer
wanneer kunt ge
[nu of later|nu direct] ?
hoe laat past [u|]
voor wanneer
binnen hoelang zijt ge klaar
""",
"ask_who": """
wie is dit
van wie hebt ge mijn nummer
wie heeft u mijn nummer gegeven
[hoe|waar] komt ge aan dit nummer
ken ik u?
wie zijt gij // wie kent ge
via wie ?
""",
"propose_place": """
kom naar {place}
kan {place} doen [ok?|goed?]
{place} is makkelijker kom daar
{place} goed voor u ?
ik doe alleen {place}. ok?
""",
"propose_time": """
ben er binnen {min} min. ok?
{min} min goed voor u ?
rond {time} kom ik ja?
{time} goed ?
kan om {time}. past da?
""",
"pay_first": """
eerste keer helft op voorhand. payconiq ok?
ge moet eerst betalen maat. kunt ge overschrijven?
voorschot 20 eerst. ok voor u?
nieuwe klanten betalen eerst. stuurt ge?
""",
"want_app": """
hebt ge telegram ? nie hier
voeg mij toe op [signal|snap|telegram|whatsapp]
kom op whatsapp ja? veiliger
zit ge op [signal|telegram|snap] ?
""",
"want_call": """
bel mij
bel ff is rapper
kan ik u bellen ?
pak op ik bel
ff bellen ?
""",
"courier": """
mijn maat komt naar u
stuur mijn [chauffeur|koerier|gast] nu
ben ik nie tis een kameraad, grijze [golf|polo|clio]
mijn neef brengt het
""",
"confirm": """
ok dus {qty} {place} {time}. zorg da ge er zijt
geregeld. {place} {time} // {qty} // cash
top {time} {place}
is goed. {qty} {item} {place} {time}
tot {time} {place}
ok {time}. nie te laat he
in orde {place} {time}
""",
"on_my_way": """
ben onderweg
kom af
vertrek nu
[ben vertrokken|kom nu] // {min} min
nog {min} min
zit in den auto
ben aant rijden
file {min} min
nog 1 klant dan gij
""",
"arrived": """
ben er
hier
sta buiten
[ben aan|sta aan] {place}
ben er waar zijt ge
sta geparkeerd
kben er bro. {place}
aangekomen
""",
"where": """
waar zijt ge
waar blijft ge
waar ??
wa is da nu
komt ge of wa
hoelang nog
ik sta te wachten
zijt ge er al?
bro waar zijt ge ik sta hier
zie u nie
hoe lang gaat da nog duren
sta hier al {min} min
pak uw gsm op
zijt ge onderweg?
flikken rijden hier rond kan hier nie blijven staan waar zijt ge
""",
"nudge": """
?
??
hallo
zijt ge er nog
[ey|yo|hallo] ??
wilt ge nog of nie
antwoord is
leeft ge nog
wakker worden
en ?
ge zijt precies stil
""",
"late_ok": """
[ok|is goed|allee] rap he
ok ik wacht maar nie lang
{min} min max
[geen probleem|rustig|tis goed] bel als ge er zijt
ok haast u
k
chance da ik tijd heb
""",
"late_angry": """
komaan gast
nie weer he
da zei ge daarnet ook
ben geen taxi ik kan hier nie blijven staan
ge zijt mij aant kloten
altijd iets met u
hoelang echt
""",
"corner": """
welke andere kant? ik sta {place}
da is fout kom naar voor
kom naar {place} zoals gezegd
ga nie rondrijden. loop naar {place}
welke hoek // wa ziet ge
draai u om kom naar {place}
""",
"here_no": """
zie u nie
wa hebt ge aan
waar juist
ik sta hier er is niemand
naast wat staat ge
[zwaai|kom op straat] dan zie ik u
zie niemand maat
doe uw lampke aan
""",
"resched_ok": """
ok [morgen|later] dan. hoe laat
goed {time} maar da is t laatste
is goed stuur als ge klaar zijt. wanneer?
hmm ok. wanneer kunt ge dan
[ok|goed] laat weten hoe laat
""",
"resched_no": """
nee nu of nooit
ben heel ver gereden
geen sprake van ben er nu
laat dan maar
kan nie blijven verzetten
""",
"sorry_ok": """
tis niks
geen probleem [maat|bro|]
ok ok
kan gebeuren
ok maar nie meer doen
""",
"smalltalk": """
haha ja
lol zelfde hier
goed bro drukke avond
ja mag nie klagen
zot he
[koud|kakweer] buiten
ge weet hoe da gaat
lange dag gehad
hahaha goeie
""",
"how_are_you": """
alles goed?
hoe ist
wa doet ge vanavond
hoe gaat het maat
feestje vanavond?
""",
"hurry": """
ok ok // ter zake
jaja wilt ge nu of nie
ben aant werken he
geen tijd voor zever
kom to the point
""",
"repeat": """
ik zei {item} is {price}. hoeveel
lees terug he
{menu}. welke en waar
ik zei {place}
ja of nee en waar
""",
"no_call": """
ik bel nie
alleen sms
kan nu nie bellen
bezig bel straks
""",
"call_ok": """
bel u nu
ok pak op
1 sec ik bel
neem op
""",
"impatient": """
verdoet ge mijn tijd ?
laatste kans
andere mensen wachten ook
ja of nee
beslis is gast
haast u man
ga t nie nog is vragen
""",
"insult": """
ge zijt een grap
[tijdverspiller|sukkel|clown|kluns|onnozelaar]
wa een pipo
serieus een clown zijt gij
mensen voor de zot houden
zielig
zever in pakskes gij
""",
"giveup": """
laat maar
ben weg
stuur mij nie meer
geblokt
ben weg. naft verspild
ga naar huis
vergeet mijn nummer
volgende keer nie meer
klaar met u
""",
"comeback": """
ah nu stuurt ge
wa was er met u
deze keer serieus he
[ok|hm] laatste keer. komt ge of nie
ge zijt mij naft schuldig // wa moet ge hebben
zeg maar
""",
"accuse": """
zijt ge een bot?
is da een bot
ge [klinkt|praat] als een robot
zijt ge echt
echte mens ?
flik?
is da automatisch ofwa?
""",
"accuse_leave": """
da is een bot // geblokt
computer zeker. ciao
flikken. goed geprobeerd
politie. ik wis alles
tegen een machine bezig lol // weg
bot. verdoe mijn avond nie
""",
"test_word": """
as ge echt zijt zeg iets over {word}
ok wa vindt ge van {word}
bewijs het. zeg iets over {word}
""",
"test_recall": """
wa zei ik juist ?
waarover was ik bezig dan
zeg is wa ik daarnet zei
herhaal mijn laatste bericht
""",
"test_ok": """
ok is goed
ok moest zeker zijn
top ge weet nooit
haha ok echte mens
""",
"still_on": """
nog altijd {time} ?
{time} blijft staan he?
komt ge nog {time} ?
zijt ge straks aan {place} ?
""",
"unclear": """
wat
waar hebt ge t over
???
snap u nie
zijt ge zat?
zeg nog is
he
""",
"bye_ok": """
ok
is goed
wa ge wilt
ok laat weten dan
later
""",
"answer_place": """
overal, waar moet het zijn
kom tot bij u. waar
we doen heel de streek
ben dicht bij {place}
""",
"answer_time": """
ben er in {min} min
{min} min
wanneer ge wilt
rond {time}
tot 2u actief
""",
"who_ok": """
ah ok
ja die ken ik
ok moest het vragen
is goed
hmm ok
""",
"app_no": """
iedereen heeft da lol
ok zoals ge wilt // hier dan
installeer het is veiliger
hmm ok sms dan
""",
"pay_ok": """
ok cash dan. maar op tijd he
ok cash ter plaatse
goed
hmm nie graag maar ok
""",
}
