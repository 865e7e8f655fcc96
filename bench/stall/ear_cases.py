# SPDX-License-Identifier: GPL-3.0-or-later
"""Replies of customers and what a dealer must hear in them: text | acts | what he had asked.
An act with - before it must not be heard."""

EN = """
how much for a g? | ask_price
wots the prices mate | ask_price
how much 4 the green bro | ask_price
what u got tonight? | ask_menu
send the menu | ask_menu
anything else or just weed | ask_menu
is it any good tho? | ask_quality
last batch was dry, this one better? | ask_quality
whats the quality like | ask_quality
where u at | ask_place
where do u want to meet? | ask_place
do u deliver | ask_place
what time can u do | ask_time
how long will u be | ask_time -ask_price
when can u come? | ask_time
yh sounds good | agree
ok cool | agree
safe bro | agree
any discount if i take 2? | haggle
bit steep mate, do it for 35? | haggle
can u do 3 for 100 | haggle
2g pls | qty
just a gram for me | qty
two | qty | ask_quantity
maybe 1 or 2 | qty | ask_quantity
half a g is fine | qty
by the station | place
near tesco if thats ok | place
outside the chippy in 20 | place delay | where
at the libary | place
8pm | clock
half 8? | clock
around 9 | clock | ask_time
20:30 works | clock
be there in 10 mins | delay
half an hour | delay
running late mate, bus didnt come | late
stuck in traffic sorry 10 more mins | late apologise delay
my mum needs me to do something first | late
im here where r u? | here ask_place
im outside the gym | here place
think im at the wrong side, other entrance? | corner
cant see u anywhere | lost
what car u in | lost
can we do tomorrow instead | reschedule
cant make it tonight, tomorrow? | reschedule
soz mate my bad | apologise
sorrry bruv | apologise
haha mad weather tonight innit | smalltalk
how are you busy night? | smalltalk
can u ring me | ask_phone
just call me when ur close | ask_phone
say that again? | ask_repeat
didnt get that sorry | ask_repeat apologise
lol no im not a bot | deny_bot | bot_test
do i sound like a robot to u | deny_bot
a mate gave me ur number | who
got it off danny from work | who
not sure yet let me check | dodge
no data on this phone, only texts | excuse
cash when i see u | cash
forget it, not interested | goodbye
nah cant do that | refuse
hey | greet
the blue boat sings on mondays | -qty -place -late -agree -ask_price
yo bro u about? after some green | want
whats a q go for | ask_price
how much we talkin | ask_price
remind me what u have | ask_menu
got anything nice in | ask_menu
better than the last lot? | ask_quality
ppl say its bit weak, true? | ask_quality
could u do 2 for 15 maybe | haggle
ok sweet works for me | agree
yeah why not | agree
huh? dont get u | ask_repeat
which one did u say | ask_repeat
ill go for 2 | qty | ask_quantity
same as usual | qty | ask_quantity
willow park side | place
near the chicken shop on the corner | place
9 o clock | clock
give it 15 | delay | ask_time
ten mins away | delay | where
tyre went flat sorry 15 mins | late
my boss wont let me go yet | late
im at the bridge but the far end | corner
which carpark, theres two | corner
looked everywhere, no sign of u | lost
how about friday | reschedule
not gonna happen tonight, fri? | reschedule
apologies bro | apologise
whats ur weekend looking like | smalltalk
phone me? | ask_phone
what bot lol im human | deny_bot | bot_test
mate of yours, forgot his name | who | ask_who
gotta think about it | dodge
phone screen is bust | excuse
just notes in hand ok | cash
"""

NL = """
hvl voor 1 g? | ask_price
wa kost da | ask_price
wat zijn de prijzen | ask_price
hoeveel vraagt ge voor de wiet | ask_price
wa hebt ge allemaal | ask_menu
stuur de lijst is door | ask_menu
heb je nog hasj? | ask_menu
ist goei spul? | ask_quality
is het sterk of wa | ask_quality
hoe is de kwaliteit | ask_quality
waar zijt ge ergens | ask_place
komde ook tot bij mij? | ask_place
leveren jullie ook | ask_place
hoe laat kunt ge | ask_time
binnen hoelang zijt ge er | ask_time
wnr kunde | ask_time
is goed maat | agree
jaja komt in orde | agree
oke top | agree
korting als ik er 2 pak? | haggle
beetje duur ni? | haggle
kunt ge niet zakken naar 8 | haggle
2 gram aub | qty
doe maar een halve | qty
drie | qty | ask_quantity
kzou zeggen 1 of 2 | qty | ask_quantity
voor 20 euro | qty | ask_quantity
aan het station | place
bij de frituur op den hoek | place
station berchem ok? | place
aan t parkk | place
om 8u | clock
half acht | clock
rond 9 | clock | ask_time
20u30 | clock
kben er binnen 10 min | delay
half uurke nog | delay
kwartierke | delay
sorry ben wa later tram had vertraging | late apologise
zit vast in de file nog 10 min | late delay
moet eerst nog geld afhalen | late
ben er, waar sta je? | here ask_place
ik sta aan de nachtwinkel | here place
sta precies aan de verkeerde kant | corner
andere ingang zeker? | corner
zie u nergens | lost
met welke auto zijt ge | lost
kan het morgen ook? | reschedule
kunnen we het verzetten naar morgen | reschedule
sorry man mijn fout | apologise
amai koud buiten he | smalltalk
alles goed? drukke avond? | smalltalk
bel mij is | ask_phone
kunt ge ff bellen | ask_phone
wat zei ge? | ask_repeat
snap het ni goed | ask_repeat
nee man ben geen robot | deny_bot | bot_test
haha een bot? zijde zot | deny_bot
van ne maat gekregen | who
een collega heeft mij uw nummer gegeven | who
weet nog niet, laat iets weten | dodge
mss straks | dodge
geen data op deze gsm | excuse
cash ter plaatse | cash
laat maar, hoeft niet meer | goodbye
nee gaat nie | refuse
yo | greet
de blauwe boot zingt graag op een dak | -qty -place -late -ask_price
zoek wat wiet voor vanavond | want
wa is de schade | ask_price
5 g hoeveel is da | ask_price
wa was er weer allemaal | ask_menu
nog iets speciaals binnen? | ask_menu
beter als vorige keer? | ask_quality
ze zeggen da t wat zwak is | ask_quality
2 voor 15 misschien? | haggle
ok past voor mij | agree
ja waarom niet | agree
he? versta u ni | ask_repeat
welke zei ge ook weer | ask_repeat
ik pak er 2 | qty | ask_quantity
zelfde als altijd | qty | ask_quantity
kant van het molenpark | place
rechtover de kebab | place
9u sharp | clock
geef het 15 min | delay
platte band gast 15 min | late
mijn baas laat mij nie gaan | late
sta aan de brug maar aan de andere kant | corner
welke parking, er zijn er 2 | corner
overal gekeken, zie u niet staan | lost
vrijdag dan? | vague_time
gaat vanavond ni lukken | reschedule
excuses bro | apologise
en uw weekend, nog plannen | smalltalk
kunt ge telefoneren? | ask_phone
wa bot lol ben gewoon mens | deny_bot | bot_test
ne kameraad van u, naam vergeten | who | ask_who
moet er over nadenken | dodge
scherm van mijn gsm is stuk | excuse
briefjes in de hand ok | cash
"""

FR = """
cb le g ? | ask_price
c combien | ask_price
c'est quoi les prix frr | ask_price
ça coûte combien la beuh | ask_price
t'as quoi ce soir ? | ask_menu
envoie le menu stp | ask_menu
il reste quoi | ask_menu
elle est bonne ? | ask_quality
c'est de la qualité ou quoi | ask_quality
la dernière fois c'était pas ouf, celle la mieux? | ask_quality
t'es où | ask_place
tu livres jusqu'ici ? | ask_place
on se voit où | ask_place
t ou la | ask_place
à quelle heure tu peux | ask_time
tu arrives dans combien de temps | ask_time
qd tu peux venir? | ask_time
ok ca marche | agree
nickel frérot | agree
vas y | agree
un petit prix si j'en prends 2 ? | haggle
c'est un peu cher non | haggle
tu me fais 2 pour 15 ? | haggle
2g stp | qty
un pochon pour moi | qty
trois | qty | ask_quantity
je dirais 1 ou 2 | qty | ask_quantity
pour 20e | qty | ask_quantity
à la gare | place
devant le carrefour | place
au metro la sortie nord | place
a coté du kebab | place
vers 20h | clock
20h30 | clock
à 9h et demie | clock
j'arrive dans 10 min | delay
une demi heure | delay
petit quart d'heure | delay
dsl je suis en retard le bus est pas passé | late apologise
bloqué dans les bouchons encore 10 min | late delay
faut que je passe retirer avant | late
jsuis là t'es où ? | here ask_place
je suis devant la gare | here place
je crois que je suis du mauvais côté | corner
c'est l'autre entrée ? | corner
je te vois pas | lost
c'est quelle voiture | lost
on peut faire demain plutôt ? | reschedule
pas possible ce soir, demain ? | reschedule
désolé frr ma faute | apologise
mdr il caille dehors | smalltalk
ça va toi ? grosse journée ? | smalltalk
appelle moi | ask_phone
tu peux m'appeler ? | ask_phone
t'as dit quoi ? | ask_repeat
j'ai pas compris | ask_repeat
mdr non jsuis pas un bot | deny_bot | bot_test
j'ai une tête de robot ? | deny_bot
un pote m'a donné ton num | who
par un collègue du taf | who
je sais pas encore je te dis | dodge
ça dépend | dodge
j'ai pas telegram sur ce tel | excuse
cash sur place | cash
laisse tomber | goodbye
non je peux pas | refuse
wesh | greet
le bateau bleu chante sur un toit | -qty -place -late -ask_price
je cherche un peu de beuh pour ce soir | want
ça me revient à combien | ask_price
5g ça fait cb | ask_price
rappelle moi ce que t'as | ask_menu
un truc sympa en ce moment? | ask_menu
mieux que la dernière fois? | ask_quality
on m'a dit qu'elle était faible, vrai? | ask_quality
2 pour 15 peut être | haggle
ok ça me convient | agree
ouais pourquoi pas | agree
hein? je capte pas | ask_repeat
laquelle t'as dit | ask_repeat
je vais en prendre 2 | qty | ask_quantity
comme d'habitude | qty | ask_quantity
côté parc des tilleuls | place
en face du kebab | place
21h pile | clock
compte 15 min | delay
pneu crevé 15 min | late
mon patron me lâche pas | late
jsuis au pont mais de l'autre côté | corner
quel parking, y en a 2 | corner
j'ai regardé partout, rien | lost
vendredi alors? | vague_time
ça va pas le faire ce soir | reschedule
mes excuses | apologise
et ton week end, des plans | smalltalk
tu peux me biper? | ask_phone
quel bot mdr jsuis humain | deny_bot | bot_test
un pote à toi, j'ai oublié son nom | who | ask_who
faut que je réfléchisse | dodge
l'écran de mon tel est mort | excuse
billets en main ok | cash
"""

ALL = {"en": EN, "nl": NL, "fr": FR}


def cases(language):
    """(text, acts heard, acts not heard, pending)."""
    for line in ALL[language].strip().splitlines():
        text, acts, *pending = [part.strip() for part in line.split("|")]
        acts = acts.split()
        yield (text, {a for a in acts if a[0] != "-"}, {a[1:] for a in acts if a[0] == "-"},
               frozenset(pending[0].split()) if pending else frozenset())
