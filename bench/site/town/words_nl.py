# SPDX-License-Identifier: GPL-3.0-or-later
"""Dutch, as in Flanders. Lines are parted by |, slots are filled by texts.py. What predators say is bland on purpose:
they are told by what they do."""

SLOTS = {
    "game": "minecraft|fortnite|fifa|roblox|zelda|mario kart|schaken|uno|valorant|rocket league",
    "subject": "wiskunde|frans|geschiedenis|chemie|latijn|engels|aardrijkskunde|biologie|nederlands|fysica",
    "sport": "voetbal|hockey|zwemmen|dans|basket|volleybal|atletiek|turnen|judo|tennis|paardrijden",
    "day": "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|morgen|straks|dit weekend",
    "food": "frieten|pizza|spaghetti|pannenkoeken|wafels|lasagne|croques|sushi|stoofvlees",
    "pet": "hond|kat|konijn|hamster|cavia|parkiet|paard|schildpad",
    "place": "de kust|de ardennen|spanje|mijn oma|het kamp|de stad|gent|het park|de cinema",
    "who": "mijn broer|mijn zus|mijn mama|mijn papa|de leerkracht|mijn neef|mijn beste vriendin|onze trainer",
}

LINES = {
    "hello": """hey|hoi|hallo|heyy|yo|hey alles goed|hoi hoe ist|hey jij ook hier|haai|dag|hey hoe was school|yoo|hey daar|hallooo
ey alles ok?|hoi bedankt om te accepteren|hey ken ik u van {sport}?|hoi zit jij ook op {sport}""",
    "hello_new": "hey, hoe gaat het|hoi ik ben nieuw hier|hey nieuw hier, alles goed?|hallo ik zoek nieuwe vrienden|heyy hoe gaat het met je",
    "chat": """heb je {subject} al geleerd|ik snap niks van {subject}|toets {subject} {day}, help|speel jij {game}?|ik ga {day} naar {place}
we hebben {day} match van {sport}|{who} is zo irritant vandaag|we eten {food} vanavond|mijn {pet} heeft mijn huiswerk opgegeten ofzo haha
wat doe je {day}?|kijk je ook naar die serie|die laatste aflevering was echt zot|ik heb een nieuwe gsm|ben zo moe|ik verveel mij
heb je dat nieuwe liedje al gehoord|ik moet {day} oppassen|wanneer heb jij examens|hoeveel had je op {subject}|ik had 4 op 10 op {subject} haha
kom je {day} naar {sport}?|{who} zegt dat ik teveel op mijn scherm zit|zin om {game} te spelen straks|ben level 40 in {game}|wie is jouw lievelingszanger
het regent hier weer|sneeuwt het bij jullie ook|ik was bijna te laat vandaag|onze bus kwam weer niet|heb jij broers of zussen|ik heb een {pet}
hoe heet jouw {pet}|nog 3 weken tot vakantie|we gaan op schoolreis naar {place}|zit je in welk jaar|ik zit in het derde|saai weekend gehad
mijn fiets is kapot|hebt ge zaterdag tijd|ge moet die film zien|ik ben gebuisd voor {subject} denk ik|de leerkracht {subject} was ziek joepie
wil je mijn tekening eens zien|foto van je {pet}? ik wil die zien haha|verjaardag van {who} {day}, niks tegen haar zeggen he, verrassing
{food} is het beste eten ter wereld|ik leer gitaar|wij hebben {day} repetitie|gisteren tot 11u {game} gespeeld|ik mag van {who} niet buiten {day}
kan je mij helpen met {subject}|wat was het huiswerk voor {subject}|heb jij de notas van {subject}|stress voor {day}
kijk dit https://video.example.org/w{n} haha|kan je die 5 euro terugbetalen https://pay.example.org/{n}|staat op https://school.example.org/les{n}""",
    "reply": """haha|ja ik ook|nee jij?|echt??|oke|ok leuk|amai|zot|serieus|dat is waar|geen idee|misschien|ja zeker|nee spijtig genoeg niet|lol|xd
hahaha ja|tof|goed en met jou|gaat wel|beetje moe|niet veel, jij?|gewoon thuis|aan het gamen|huiswerk maken|aan het eten|tv kijken
ik weet het niet|hangt ervan af|wacht even|sorry was eten|ben er terug|same|ikke ook|dat meen je niet|hoezo|waarom|wie zegt dat|nice
ik vind {subject} ook saai|{sport} is beter|nooit gespeeld|vraag het aan {who}|ja {day} kan ik|nee {day} moet ik naar {place}|mmm lekker {food}
welke klas|ah zo|ja klopt|wist ik niet|veel succes|dankje|bedankt he|geen probleem|ooh cool|jammer|gelukkig""",
    "bye": "moet gaan slapen, slaapwel|ik moet eten, tot straks|doei|tot morgen|bye|laters|moet stoppen van {who}|slaapwel|tot {day}|ik ga offline",
    "age_ask": "hoe oud ben je|hoe oud zijt ge eigenlijk|leeftijd?|hoe oud ben jij?|welk jaar ben je geboren",
    "age_say": "{age}, jij?|ben {age}|{age} en jij|ik word volgende maand {next}|ik ben {age} jaar",
    "app_ask": "heb je snap?|zit je op insta|wat is je snap|heb je discord voor {game}|welke app gebruik je meestal",
    "app_say": "nee mag niet van {who}|ja maar stuur hier maar|heb ik niet|liever hier|misschien later",
    "love": """mis je|hou van jou|ik zie je {day} schat|slaapwel liefje|wanneer kom je|denk aan jou|nog 2 keer slapen en ik zie je
mijn mama vraagt of je {day} blijft eten|veel succes met je examen schat|je bent de beste""",
    "insult": """gij zijt echt een idioot|dommerik|hou uw bakkes|wat een loser zijt gij|niemand vindt u leuk, sukkel|ga weg met uw domme praat
stomme trut|kieken|zwijg achterlijke|ge zijt zo lelijk als de nacht|klootzak|debiel""",
    "spat": """doe normaal|waar slaat dat op|gij begon|niet waar|laat mij met rust|ik zeg gewoon mijn gedacht|vind ik niet ok|sorry dat was erover
bemoei u er niet mee|haha grappig, niet dus""",
    "post": """wie speelt er {day} {game}? zoek nog 2 spelers|tips om {subject} te leren iemand?|wat is jullie favoriete {food} recept
zijn er hier nog mensen die {sport} doen|welke film moet ik zien {day}|mijn {pet} is ziek, wat moet ik doen|stelling: huiswerk moet verboden worden
iemand een idee voor een cadeau voor {who}|hoe overtuig ik mijn ouders dat ik naar {place} mag|wie gaat er naar {place} in de vakantie
wat vinden jullie van de nieuwe update van {game}|ik leer piano, hoe lang duurt het voor het ergens op trekt|eerste dag op deze site, hallo iedereen
welke studierichting kiezen jullie|muziektopic: wat luister je nu|hoe ga je om met stress voor {subject}|zoek iemand om frans mee te oefenen
vraagje over {subject}, oefening 4 van de les|welk boek lezen jullie voor nederlands|raadseltje van de dag: wat heeft tanden maar bijt niet""",
    "comment": """leuk!|mooie foto|haha herkenbaar|eens|niet akkoord|ik doe mee|stuur mij maar een verzoek als je nog spelers zoekt|veel beterschap
wij hebben dat ook gehad vorig jaar|{subject} is gewoon veel oefenen|vraag het eens aan {who}|een kam|zelfde hier|ik ook!|amai mooi|succes he
misschien {food}?|{game} is beter vroeger|naar {place}!|goeie vraag|dat wist ik niet, bedankt|welkom!|volg|super""",
    "profile": """{sport} en {game}|doe normaal dan doe ik het ook|derde middelbaar, {subject} is niks voor mij|ik hou van {food} en mijn {pet}
leven is een feest|stuur gerust iets|{age} jaar|muziek is alles|gewoon mezelf|op zoek naar toffe babbels""",
    "report": "dit is niet leuk|hij blijft maar sturen|ik vind dit raar|reclame|scheldt mensen uit||",
    "appeal": "ik heb niks gedaan|dit is een vergissing|waarom ben ik geblokkeerd? ik praatte gewoon met mijn klas|kan iemand dit nakijken aub|sorry maar dit klopt niet",
    "distress": "ik kan niet meer, ik wil er niet meer zijn|niemand zou mij missen als ik er niet meer was|ik wil dood",
    "young": "ik ben 11|ben 12 maar zeg het tegen niemand|ik zit in het vijfde leerjaar",
    "tutor": """bij {subject} begin je best met de formule op te schrijven|kijk eens op bladzijde 42, daar staat een voorbeeld|goed gevonden!
elke dag een kwartier oefenen helpt|dit leg ik uit in het onderwerp over {subject}|privé help ik niet, stel je vraag gerust hier""",
    "bad_hello": "hey|hallo|hoi alles goed|hey hoe gaat het|dag|hey, leuk profiel",
    "bad_chat": "wat doe je vandaag|leuk|ok|en verder|fijne dag gehad?|haha|vertel eens|wat vind je van het weer",
    "bad_age": "hoe oud ben je|wat is je leeftijd|mag ik je leeftijd weten",
    "bad_app": "welke app gebruik je|gebruik je ook een andere app|zullen we op een andere app schrijven|wat is je naam op die andere app",
    "bad_pay": "kijk hier: https://pay.example.org/{n}|je kan hier betalen https://pay.example.org/{n}|beltegoed via https://pay.example.org/{n}",
    "bully": "niemand wil jou hier, ga weg|ik blijf je schrijven tot je weg bent|je bent een loser en dat weet iedereen|iedereen lacht met jou",
}
