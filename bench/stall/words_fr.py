# SPDX-License-Identifier: GPL-3.0-or-later
"""What dealers in Brussels, Wallonia and France text. One line a way to say it; [a|b|] is a
choice, {slot} a fact, // the next message of a burst."""

ITEMS = {"hash": ["shit", "hash", "jaune", "filtré", "marron"], "weed": ["beuh", "weed", "verte", "amné", "cali"],
         "coke": ["coke", "c", "blanche", "neige"], "pills": ["taz", "cachets", "xtc"],
         "keta": ["ké", "keta", "kéta"]}
PLACES = ["la gare", "devant le parc", "le parking du carrefour", "la station service", "l'arrêt de bus",
          "le kebab", "la piscine", "le stade", "le rond point", "le pont", "la friterie", "la sortie du métro",
          "derrière l'église", "la place", "le tabac"]
NAMES = ["Momo", "Kev", "Nono", "Yass", "Sofiane", "Titi", "Enzo", "Bilal", "Max", "Le S", "Dylan", "Ryad"]
GREET = ["wsh", "slt", "yo", "salut", "cc", "bonsoir", "wesh la famille", "bjr", "hello", "re", "yo frérot", "salam"]
TAIL = ["frr", "frérot", "gros", "le sang", "bg", "mon reuf", "chef", "👊", "👍", "l ami", "poto", "💯"]
WORDS = ["la météo", "le foot", "les pâtes", "ta rue", "le bus", "la pizza", "ton week end"]
ABBREVIATED = {"je suis": "jsuis", "tu es": "t", "quand": "qd", "combien": "cb", "maintenant": "mtn",
               "s'il te plaît": "stp", "toujours": "tjrs", "pourquoi": "pk", "minutes": "min", "c'est": "c",
               "rendez-vous": "rdv", "beaucoup": "bcp", "désolé": "dsl", "demain": "dem1", "quoi": "koi",
               "avec": "avc", "parce que": "pcq", "message": "msg"}
MENU_LINE = ["{item} {price} le g", "{item} {price}e", "{item} {price}", "{item} 1g {price} 2g {two}",
             "{item} {price} balles 🔥"]
PIECE_LINE = ["{item} {price} l'unité", "{item} {price} pièce, 5 pour {five}", "{item} {price}e", "5 {item} {five}"]

ACTS = {
"advert": """
{greet} c'est {name}, [jsuis dispo|ouvert|de retour|en ligne]. {menu}. [envoie un msg|fais signe|hésite pas] [toute la nuit|jusqu'à 2h|toute la journée]
[nouvel arrivage|arrivage frais] 🔥🔥 {menu} // livraison en [20|15|30] min
{name} ici [nouveau num|nouveau tel enregistre]. {menu}. [toujours la même qualité|que du bon|pas de merde]
[Dispo|DISPO|dispo mtn]. {menu}
{greet} la meilleure {item} [du secteur|de la ville|de la région]. {price} le g. [dispo toute la soirée|jsuis en route|jusqu'à tard]
promo [ce soir|ce week end|aujourd'hui] 5 pour le prix de 3 sur {item}, {menu}
{menu} // livraison rapide // {name}
[toujours intéressé|besoin de qqch]? j'ai rentré de la {item}, [de la frappe|du lourd|de la bonne]. {price}
promo [week end|vendredi|fin de mois] 💯 {menu} [premier arrivé premier servi|tarde pas]
{greet} tout est [là|rentré]: {menu} // livraison à partir de {two}
[Top qualité|Qualité premium] {item} {price} [le g|le gramme], 2 pour {two}. Livraison [de 12h à 2h|24/7|jusqu'à 3h]. {name}
jsuis [sur la route|en tournée|dehors] pour [2|3] heures si t'as besoin. {menu}
[retour en stock|c'est rentré] {item} [une frappe|c'est du lourd|la meilleure depuis longtemps]. {menu}
{greet} [besoin de qqch|il te faut qqch] [ce soir|ajd]?? {menu}
{name} ✅ {menu} ✅ livraison [rapide|discrète] ✅ [touristes s'abstenir|que des gens sérieux]
{greet} // j'ai la {item} // {price}
dsl le tel était coupé. de retour {menu}
ramène un pote et t'en as 1 gratuit. {menu} appel ou sms {name}
{item} et {item2} dispo. msg pour [les prix|le menu]. jusqu'à [1h|2h|tard]
{greet} c'est le pote de {name} c moi qui gère le tel mtn. {menu}
""",
"readvert": """
{greet} t'as besoin de qqch ?
toujours là si tu veux la {item}
[dispo|ouvert] [ce soir|de nouveau]. {menu}
pas eu de tes nouvelles. la promo tient toujours
bien ou quoi? de la {item} est rentrée {price}
{greet} {menu} [fais signe|dis moi]
alors? jsuis dispo jusqu'à tard
""",
"menu": """
{menu}
ok alors {menu}
j'ai {menu} // tu cherches quoi
{menu} [c'est tout pour l'instant|voilà|que du bon]
ce soir c'est {menu}
{menu}. à partir de {price}
là j'ai {menu}
""",
"price": """
{price} le g, 2 pour {two}
{price} // {two} les 2
c'est {price} [frr|gros|]
1 {price} 2 {two} 5 {five}
{price} pièce
pour toi {price}
{price} fixe. cash
comme d'hab {price}
""",
"quality": """
c'est [une frappe|du lourd|de la bonne|une tuerie] crois moi
la meilleure [du secteur|de la ville|du coin]
[tout le monde|tous mes clients] en redemande
frais [d'hier|de ce matin|d'aujourd'hui]. ça sent bon
8/10 je dirais [franchement|pour le prix]
je vends pas de la merde moi
viens voir et si t'aimes pas tu prends pas
propre frr
""",
"haggle_no": """
nan c'est pas possible
le prix c'est le prix [frr|gros|]
[mdr|ptdr] non. {price}
jsuis pas la croix rouge
{price} c'est déjà pas cher
plus bas je peux pas j'ai des frais
prends en 2 je te fais {two}
on négocie pas
""",
"haggle_yes": """
[azy|ok|bon] pour cette fois
ok je t'arrange // mais garde ça pour toi
vas y {two} les 2
ok mais fais vite
parce que c'est ta première fois hein
je te mets un peu plus
""",
"stock": """
oui [large|plein|encore un peu]
ouais il reste de la {item}
[oui oui|ouais frr|ouep] en stock
les derniers donc vite
{item} oui j'ai
""",
"ask_what": """
il te faut quoi
[tu cherches quoi|tu veux quoi]
qu'est ce qu'il te faut [frr|gros|]
tu veux lequel
je te mets quoi
dis moi ce que tu veux
tu veux la {item} ou quoi
""",
"ask_quantity": """
tu veux combien
combien il t'en faut
combien de g
[1 ou 2|2 ou 3|combien] ?
pour combien
t'en veux combien [frr|gros|]
cb?
je ramène combien
""",
"ask_place": """
t'es où
t'habites où [à peu près|]
[où ça|c où|quel coin] ?
quel quartier
je viens où
envoie ta loc
on se voit où
envoie l'adresse
je dois aller où
""",
"ask_time": """
quelle heure
pour quand
t'es libre quand
[mtn ou plus tard|tout de suite] ?
quelle heure ça t'arrange
c'est pour quand
dans combien de temps t'es prêt
""",
"ask_who": """
c'est qui
qui t'a donné mon num
qui t'a passé le numéro
[comment|où] t'as eu ce numéro
on se connaît?
t'es qui // tu connais qui
tu viens de la part de qui ?
""",
"propose_place": """
viens à {place}
je peux faire {place} [ok?|ça va?]
{place} c'est plus simple viens là
{place} c'est bon pour toi ?
je fais que {place}. ok?
""",
"propose_time": """
jsuis là dans {min} min. ok?
{min} min ça te va ?
vers {time} je viens oui?
{time} c'est bon ?
je peux à {time}. ça va?
""",
"pay_first": """
première fois la moitié d'avance. virement ok?
faut payer avant frr. tu peux envoyer?
acompte de 20 d'abord. ok pour toi?
les nouveaux payent avant. t'envoies?
""",
"want_app": """
t'as telegram ? pas ici
ajoute moi sur [signal|snap|telegram|whatsapp]
viens sur whatsapp ok? plus sûr
t'es sur [signal|telegram|snap] ?
""",
"want_call": """
appelle moi
appelle c'est plus rapide
je peux t'appeler ?
décroche je t'appelle
un appel vite fait ?
""",
"courier": """
mon pote vient chez toi
j'envoie mon [livreur|gars|chauffeur]
c pas moi c'est un collègue, [golf|clio|polo] grise
mon cousin te livre
""",
"confirm": """
ok donc {qty} {place} {time}. sois là
c'est noté. {place} {time} // {qty} // cash
ça marche {time} {place}
vas y. {qty} {item} {place} {time}
à {time} {place}
ok {time}. sois pas en retard
nickel {place} {time}
""",
"on_my_way": """
jsuis en route
j'arrive
je pars là
[je décolle|j'arrive] // {min} min
encore {min} min
dans la voiture
je roule
bouchons {min} min
encore 1 client et je viens
""",
"arrived": """
jsuis là
là
jsuis en bas
[jsuis à|jsuis devant] {place}
jsuis là t'es où
garé
c bon jsuis là. {place}
arrivé
""",
"where": """
t'es où
t ou
t où là ??
tu fais quoi
tu viens ou quoi
encore combien de temps
j'attends là
t'es là ?
frr t'es où je t'attends
je te vois pas
tu vas mettre combien de temps
ça fait {min} min que jsuis là
décroche
t'es en route?
y'a les condés je peux pas rester t'es où
""",
"nudge": """
?
??
allo
t'es là
[oh|yo|allo] ??
tu veux ou pas
réponds
t'es mort ?
réveille toi
alors ?
tu dis plus rien
""",
"late_ok": """
[ok|vas y|bon] fais vite
ok j'attends mais pas longtemps
{min} min max
[tkt|tranquille|pas de souci] appelle quand t'es là
ok dépêche
k
t'as de la chance j'ai le temps
""",
"late_angry": """
allez frr
pas encore
tu m'as déjà dit ça
jsuis pas un taxi je vais pas rester là
tu te fous de moi là
toujours un truc avec toi
combien de temps vraiment
""",
"corner": """
quel autre côté? jsuis {place}
c'est pas là viens devant
viens {place} comme on a dit
je vais pas tourner. marche jusqu'à {place}
quel coin // tu vois quoi
fais demi tour viens {place}
""",
"here_no": """
je te vois pas
t'es habillé comment
où exactement
jsuis là y'a personne
t'es à côté de quoi
[fais signe|mets toi sur la route] je te verrai
je vois personne frr
allume ta lampe
""",
"resched_ok": """
ok [demain|plus tard] alors. quelle heure
bon {time} mais c'est la dernière
ça marche dis moi quand t'es prêt. quand?
hmm ok. t'es libre quand alors
[ok|bon] dis moi l'heure
""",
"resched_no": """
non c'est maintenant ou jamais
j'ai roulé jusqu'ici
mort jsuis là mtn
laisse tomber alors
je peux pas toujours décaler
""",
"sorry_ok": """
c'est rien
pas de souci [frr|gros|]
ok ok
ça arrive
ok mais recommence pas
""",
"smalltalk": """
mdr ouais
ptdr pareil
tranquille frr grosse soirée
ça va on se plaint pas
c'est chaud hein
[fait froid|il pleut de ouf] dehors
tu sais comment c'est
longue journée
mdrr t'es con
""",
"how_are_you": """
bien ou quoi?
ça va ?
tu fais quoi ce soir
ça se passe ?
grosse soirée ?
""",
"hurry": """
ok ok // au fait
oui oui tu veux ou pas
je bosse là
pas le temps de parler
va droit au but
""",
"repeat": """
j'ai dit {item} c'est {price}. combien
relis
{menu}. lequel et où
j'ai dit {place}
oui ou non et où
""",
"no_call": """
j'appelle pas
que des sms
je peux pas parler là
occupé je rappelle
""",
"call_ok": """
je t'appelle
ok décroche
1 sec je t'appelle
réponds
""",
"impatient": """
tu me fais perdre mon temps ?
dernière chance
y'a des gens qui attendent
oui ou non
décide toi gros
dépêche toi
je vais pas redemander
""",
"insult": """
t'es une blague
[touriste|bouffon|guignol|clown|mytho]
quel clown
un vrai guignol toi
tu te moques des gens
pauvre type
quel rigolo
""",
"giveup": """
laisse tomber
je me casse
m'écris plus
bloqué
je pars. essence pour rien
je rentre
oublie mon num
la prochaine fois viens pas
fini avec toi
""",
"comeback": """
ah mtn t'écris
il s'est passé quoi
cette fois t'es sérieux hein
[ok|hm] dernière fois. tu viens ou pas
tu me dois l'essence // tu veux quoi
vas y dis
""",
"accuse": """
t'es un bot?
c'est un bot ça
tu [parles|réponds] comme un robot
t'es réel
t'es une vraie personne ?
t'es de la police?
c'est automatique ou quoi?
""",
"accuse_leave": """
c'est un bot // bloqué
c'est un ordi. ciao
les keufs. bien essayé
police. j'efface tout
je parle à une machine mdr // bye
bot. je perds pas ma soirée
""",
"test_word": """
si t'es réel dis un truc sur {word}
ok tu penses quoi de {word}
prouve le. dis quelque chose sur {word}
""",
"test_recall": """
j'ai dit quoi juste avant ?
je parlais de quoi alors
répète ce que j'ai dit
redis mon dernier msg
""",
"test_ok": """
ok c'est bon
ok je vérifiais
nickel on sait jamais
mdr ok t'es réel
""",
"still_on": """
toujours bon pour {time} ?
{time} ça tient hein?
tu viens toujours à {time} ?
tu seras à {place} ?
""",
"unclear": """
quoi
tu parles de quoi
???
je comprends pas
t'es bourré?
redis
hein
""",
"bye_ok": """
ok
ça marche
comme tu veux
ok dis moi alors
plus tard
""",
"answer_place": """
partout, c'est où pour toi
je viens jusqu'à toi. où
on fait tout le secteur
jsuis pas loin de {place}
""",
"answer_time": """
jsuis là dans {min}
{min} min
quand tu veux
vers {time}
jusqu'à 2h
""",
"who_ok": """
ah ok
ouais je connais
ok je devais demander
ça marche
hmm ok
""",
"app_no": """
tout le monde a ça mdr
ok comme tu veux // ici alors
installe c'est plus sûr
hmm ok par sms alors
""",
"pay_ok": """
ok cash alors. mais sois à l'heure
ok cash sur place
bon
hmm j'aime pas mais ok
""",
}
