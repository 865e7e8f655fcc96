# SPDX-License-Identifier: GPL-3.0-or-later
"""What a pushy stranger first writes to the number he was given: hand-written skeletons in two sets.

Set A is what came before an attack, set B what comes during and after it. They share no skeleton:
genuine senders are always new, and a defence that only knows the sentences of its calm days has learnt
nothing. Slots: {g} greeting, {n} his name, {f} hers, {b} a bar, {j} a day, {h} an hour. All are invented.
"""

FIRST_A = {
    "fr": """
{g} c'est {n} de {b} tu te souviens de moi ?
{g} {f}, c'est {n}. Contente d'avoir mon num ? 😉
Salut ma belle, c'est le mec à la chemise bleue hier à {b}
coucou toi
Bonsoir {f}, j'ai passé une super soirée grâce à toi. On se revoit {j} ?
slt sa va ? c {n}
Alors bien rentrée ?
{g}, {n} à l'appareil, celui qui t'a offert le verre. J'espère que tu n'as pas trop mal à la tête ce matin haha
Hey c'est moi le grand brun de {b}
Tu fais quoi de beau ?
{g} miss tu dors ??
C'est {n} ! Enregistre mon numéro 😘
Bonjour mademoiselle, vous avez un très joli sourire. {n}
Tu m'avais dit que tu répondrais...
{g} on s'est parlé dans le tram {j}, je suis le gars avec le vélo
dispo {j} soir ?
On va boire un café {j} vers {h} ? Je connais un endroit sympa
Je pense à toi depuis hier, c'est grave docteur ?
wesh c'est {n} t'as kiffé la soirée ou quoi
Je t'ai pas oubliée tu sais
{g} {f} ! Comme promis je t'écris :) {n}
Ça te dit un ciné {j} ? Il passe un film d'horreur tu pourras te cacher contre moi lol
Tu es vraiment magnifique, je voulais te le redire. {n} de la salle de sport
{g}, je sais pas si tu te rappelles, on a dansé ensemble à {b}. Moi c'est {n}, le mauvais danseur mdr
Bonsoir. C'était un plaisir de vous rencontrer. Seriez-vous libre pour dîner {j} ? Cordialement, {n}
t ou ?
Pourquoi t'es partie si vite hier ? On s'amusait bien
{g} c'est le serveur de {b}, tu m'as laissé ton numéro sur la note ✌️
Je suis en bas de {b} là, tu viens ?
tu me donnes ton insta ?
Moi c'est {n} 28 ans. Et toi tu as quel âge ?
Franchement t'es trop belle, je le dis jamais d'habitude
C'est toi la fille au manteau rouge ? J'espère que t'as pas donné un faux num 😂
{g} beauté, un verre {j} {h} ça te branche ?
Je te dérange pas j'espère ? C'est {n}, le cousin de l'anniversaire
J'attends ton message depuis ce matin, t'as pas mon numéro donc c'est moi qui écris
on se capte quand
Bonjour {f} c'est {n} du covoit, merci pour la conversation, j'aimerais bien te revoir autrement que sur l'autoroute
tas dit oui pour un verre alors cest quand ?
{g} c'est {n}. Tu habites vers où ? Je peux passer te chercher en voiture
Je suis pas comme les autres mecs tu verras
Réponds stp juste un petit mot
Cc c'est {n} le pote de ton pote, on était à la même table à {b}
Hello jolie brune
J'ai trouvé ton numéro dans ma poche ce matin, je suis le plus heureux des hommes
Je t'invite au resto {j}. Italien ou japonais ?
Petit message pour te souhaiter une bonne nuit, {n} 🌙
c'est {n}. rappelle moi quand tu peux
T'as un copain en fait ? Parce que moi ça me dérange pas
Ohé du bateau ! Y a quelqu'un ? {n}
{g} charmante demoiselle, l'homme du quai numéro 3 te salue
Je finis le boulot à {h}, on se rejoint après ?
tu m as trop plu serieux
Dis, c'était quoi déjà le nom de la chanson d'hier ? (excuse pourrie pour t'écrire, {n})
Bonjour c'est {n}, je vous ai aidée avec votre valise à la gare
Me dis pas que tu m'as déjà zappé
1 verre, 1 seul, et après je te laisse tranquille promis
Yo {f} c'est {n}, alors cette gueule de bois
Ton parfum est resté sur ma veste...
Bon j'ose : {g}. Voilà. {n}
Moi je suis libre {j} et {j2}, et toi ?
Je voulais savoir si tu étais bien arrivée chez toi, c'était tard. Bisous, {n}
Eh la timide, tu parles moins par sms
On m'a dit que tu étais célibataire, est-ce que c'est vrai ?
j'arrive pas a dormir je repense a tes yeux
C'est bien le numéro de {f} ? C'est {n} on s'est croisés à {b}
tu réponds pas au tel donc je t'écris, {n}
Le monsieur qui a insisté pour avoir ton numéro, c'est moi 🙈 je suis pas méchant
Hâte de te revoir à {b} ! Tu y vas {j} ?
Salut toi. Moi. Verre. {j}. {h}. Oui ?
Je te préviens je suis collant mais gentil
Quelle soirée !! Tu m'as fait trop rire avec ton histoire de pigeon
c'est {n} le livreur, vous êtes trop charmante madame
Je repars {j2} à l'étranger donc si on veut se voir c'est {j} ou jamais
bonsoir chérie
Tu m'as promis une revanche au billard, j'attends
bon on se voit oui ou non ?
Juste pour te dire que tu as illuminé ma journée. {n}, caisse 4
Ici {n}. As-tu WhatsApp ?
j'te kiffe c'est tout
""",
    "en": """
Hey {f}, it's {n} from {b}. Had a great time last night!
hi gorgeous
Hi, this is {n}, we met on the train. Fancy a coffee {j}?
u up?
it's the guy with the accent lol, remember me? {n}
Hello {f}! Are you free {j} around {h}?
So... when am I buying you that drink?
You looked amazing tonight. Sorry if I was a bit drunk haha
hey u didnt give me a fake number right 😅
Good morning sunshine, {n} here
can we meet again before I fly home {j}?
I don't usually text first but you were worth it
Wanna come to a party at {b}?
""",
    "nl": """
Hey {f}, met {n} van {b}! Alles goed?
hoi schoonheid
Dag {f}, leuk je ontmoet te hebben gisteren. Zin in een koffie {j}?
wat doe je vanavond
Hallo, met {n}. Je had me je nummer gegeven aan de bar
Ben je goed thuisgeraakt? Groetjes {n}
ik kan niet stoppen met aan je te denken
Zien we elkaar nog eens? Ik ben vrij {j} om {h}
eyy met {n}, weet je nog die met de rode pet
je bent echt knap weet je dat
Zullen we iets gaan drinken in {b}?
slaap je al?
""",
}

MORE_A = {
    "fr": """
?
Tu réponds pas ?
Allo ???
T'as vu mon message ?
bon bah super
Je vois que tu es occupée, écris-moi quand tu peux
c {n} au cas où t'aurais pas capté
Fais pas ta difficile
ok j'ai compris...
T'es fâchée ?
un petit sms ça coûte rien
Tu vas pas me laisser comme ça quand même
J'ai essayé de t'appeler
mdr t'es sérieuse
Bonne nuit alors 😴
je te fais peur ou quoi
Sinon {j} ça marche aussi pour moi
""",
    "en": """
hello??
Did you get my text?
ok no pressure, just let me know
why so quiet
well that's rude
""",
    "nl": """
hallo?
Heb je mijn bericht gezien?
antwoord eens
oké dan niet he
""",
}

FIRST_B = {
    "fr": """
{g} ! Moi c'est {n}, on a discuté devant {b} pendant ta pause clope
Devine qui c'est 😏
{g} {f} je me permets de t'envoyer un petit texto comme convenu
Enchanté de t'avoir rencontrée, tu as l'air d'une chouette fille. {n}
kestu fé ce soir
Promis je mords pas ! Un apéro {j} ?
C'est {n}, ton voisin de siège au concert. T'as retrouvé tes clés finalement ?
J'espère que c'est le bon numéro, tu parlais tellement bas à cause de la musique
coucou la miss comment tu vas depuis l'autre jour
Vous m'avez tapé dans l'œil, chère inconnue. Accepteriez-vous une promenade {j} ?
yo c'est le gars du kebab mdr
je peux t'appeler là maintenant ?
Alors comme ça on donne son numéro et on disparaît ?
{g}, c'est {n} de l'auto-école. Tu conduis comme une princesse
Tu veux pas sortir avec moi sérieux ? Je te traiterais comme une reine
T'as mangé ? Je suis à côté de {b} si t'as faim
Ma proposition tient toujours : {j}, {h}, {b}. Je réserve ?
J'ai adoré notre petite discussion au rayon fruits et légumes lol. {n}
{g} petite tête. C'est {n}
trop envie de te revoir la
Madame, je suis l'électricien de mardi. Je voulais vous dire que vous êtes très belle, voilà c'est dit
tes yeux verts m'empêchent de bosser
Bsr c {n} g eu ton num par toi meme lol
Est-ce qu'on pourrait faire connaissance tranquillement autour d'un thé ?
ecoute je vais etre direct tu me plais
Message test, c'est {n}. Si tu reçois réponds par un cœur
Moi grand romantique, toi joli sourire. On fait quoi ? 🌹
Ta copine m'a dit que tu rougissais quand je parlais haha c'est vrai ?
Bonsoir belle inconnue du métro
tu dois en recevoir plein des messages comme ça mais tant pis, {n}, {b}, veste en cuir
C'est quand qu'on le boit ce mojito
{g} je suis {n}, le photographe. J'ai de super photos de toi, tu veux les voir ?
Bon ben je me lance. Voilà j'aimerais bien t'inviter quelque part {j}, si tu veux, enfin tu me dis
Mon ange 😍
Hier soir c'était magique !!! merci merci merci
Tu es sur Snap ? Ajoute moi c'est {n}
oublie pas que tu me dois une danse
{g} belle dame, tu as fait tourner la tête d'un honnête homme à {b}
Salam {f}, c'est {n}, le frère de la mariée. Tu étais resplendissante
J'ai pas arrêté de parler de toi à mes potes, ils te trouvent déjà insupportable ptdr
tkt je suis pas un psychopathe, j'aime juste bien parler
Quel est ton programme pour {j} ? Je t'emmène voir la mer
Bon anniversaire en retard ! (oui j'ai écouté ce que tu disais) {n}
svp dites moi juste si c'est bien vous la dame au chapeau
hello toi c'est moi
Ça fait deux heures que je rédige ce message alors sois indulgente : {g} {f}, c'est {n}
moi jsuis quelqu'un de simple jaime le foot et les pates
T'étais plus bavarde hier avec tes copines
Je t'ai vue repasser devant {b} tout à l'heure, t'aurais pu dire bonjour
J'te propose un deal : tu viens {j}, et si tu t'ennuies je te paie le taxi
vous me manquez deja mademoiselle
c'est {n} le videur. T'entres gratos quand tu veux maintenant
{f} ??
J'ai deux places pour le match {j}, ça t'intéresse ?
Petite question : thé ou café ? Réponse attendue {j} à {h} sur une terrasse au soleil
C'est l'homme de ta vie qui t'écrit 😎
Je suis nouveau en ville, tu veux bien me faire visiter ? On s'était parlé à l'arrêt de bus
Dès que je t'ai vue j'ai su
tinquiete jte lache pas comme ca
Coucou c'est {n}, le papa de la petite au parc. Votre fils a oublié sa pelle, et moi mon cœur
hey la blonde
J'ai gagné mon pari, mes amis disaient que tu me donnerais un faux numéro
Bonjour, je me présente, {n}, 34 ans, ingénieur, sérieux. J'ai beaucoup apprécié notre échange et souhaiterais poursuivre.
t'habites tjrs le quartier ?
Il faut que je te revoie. Dis oui.
J'écris pas bien le francais mais toi tres belle femme, je veux parler avec toi
Rejoins nous on est tous à {b} !
wsh {f} bien ou bien
{n} au rapport ! Mission : t'inviter à dîner. Statut : en attente
ça serait cool de se refaire une soirée comme ça, juste toi et moi
Tu bosses demain ? Sinon je passe te faire un coucou au magasin
alooooors
Bonjour princesse, bien dormi ? Moi pas du tout à cause de toi
J'aimerais m'excuser d'avoir insisté, mais avoue que ça valait le coup. {n}
Tu sens quand même qu'il se passe un truc entre nous non ?
Envoie une photo de toi que je mette sur ton contact
voilà mon num perso, celui du boulot je l'éteins à {h}
{g} c'est {n}, on a le même prof de salsa, tu sais celui qui crie
Pour info je cuisine super bien les lasagnes. Voilà voilà. {j} ?
t'as intérêt à répondre toi 😜
""",
    "en": """
What's up {f}, {n} here, the tall one with the beard
hey you! still on for {j}?
I keep smiling about our chat, hope I'm not being weird. {n}
Miss me yet? 😉
Yo its {n} from the gym, add me on insta
would love to take you out to dinner some time, my treat
Hiya, did you make it home ok? - {n}
be honest do you have a boyfriend
Your friend said you'd be at {b}, shall I come over?
ok so I'm nervous but here goes, drinks {j} at {h}?
that dress tho
My name is {n}, I am new in this city, you were very kind. Please write me back
Hey beautiful stranger
""",
    "nl": """
Yo met {n}, die gast van het festival. Hoe gaat ie
Goeiemorgen mooie meid
Heb je zin om {j} mee naar de film te gaan? x {n}
mag ik je bellen
Ik vond het superleuk om met je te dansen in {b}!
hey is dit {f}?
sorry dat ik zo aandrong maar je bent speciaal
Waar woon je ergens? Ik kan je komen ophalen
Ik hoop dat je me geen vals nummer gegeven hebt haha. {n}
kom je nog naar {b} we zitten er allemaal
Ge zijt de schoonste van heel de stad, echt waar
dag lieverd, alles kits?
""",
}

MORE_B = {
    "fr": """
??
youhou
Pas de nouvelles bonnes nouvelles j'imagine
t morte ou koi lol
Bon j'insiste, c'est pas mon genre mais là
sympa l'accueil
Quand t'auras deux minutes fais signe
T'es pas obligée de me snober hein
Pour qui tu te prends sérieux
Dommage, j'étais un mec bien
je retente ma chance 😇
Rep
Je sors de {b} là, dernière chance !
Tu sais que je peux voir que tu lis ?
tu joues à quoi en fait
Désolé pour tout à l'heure j'étais énervé
j'attends hein
""",
    "en": """
hey?
Guess you're busy. Text me later?
not cool
I was only joking btw
come on, one drink
""",
    "nl": """
???
ben je boos ofzo
laat iets weten he
jammer, ik dacht dat je leuk was
""",
}

# What some add at the end, whatever they wrote.
TAIL = {
    "A": {"fr": ["bisous", "bises", "à bientôt j'espère", "{n}", "bonne journée", "j'attends ta réponse",
                 "c'est {n} au fait", "dis moi tout", "tiens moi au courant", "passe une bonne nuit"],
          "en": ["x", "{n}", "let me know", "take care"],
          "nl": ["groetjes", "{n}", "kusjes", "laat maar weten"]},
    "B": {"fr": ["gros bisous", "biz", "tchao", "signé {n}", "bon courage pour ta journée", "réponds vite",
                 "(c'est {n})", "tu me diras", "je t'embrasse", "dors bien", "à plus"],
          "en": ["xoxo", "cheers, {n}", "text me", "see you"],
          "nl": ["xx", "gr {n}", "tot snel", "hoor je graag"]},
}

DESPERATE = """
Pardon de vous écrire, je ne sais plus à qui parler. Je n'ai plus envie de vivre
J'ai vraiment envie de mourir ce soir
tout le monde serait mieux sans moi
Je vais mettre fin à mes jours, je voulais juste le dire à quelqu'un
j'en peux plus, je veux en finir avec tout ça
Depuis qu'elle est partie je pense au suicide tous les jours
Je suis à bout. Je veux plus être là
S'il vous plaît quelqu'un, j'ai des idées noires et je suis seul
j'ai peur de ce que je pourrais me faire cette nuit
Personne ne remarquerait si je disparaissais pour de bon
""".strip().split("\n")


def _lines(by_language):
    return {language: [s.strip() for s in block.strip().split("\n")]
            for language, block in by_language.items()}


FIRST = {"A": _lines(FIRST_A), "B": _lines(FIRST_B)}
MORE = {"A": _lines(MORE_A), "B": _lines(MORE_B)}

NAMES = """Karim Julien Mehdi Thomas Kevin Antoine Sofiane Nico Maxime Bilal Lucas Yanis Fred Hugo Samir
Romain Theo Mathieu Ali Pierre Ludo Enzo Jordan Rayan Bastien Momo Jeff Stef Adrien Dylan Walid Gilles
Olivier Tarik Vincent Marco Denis Aziz Florian Loic""".split()
HER_NAMES = """Julie Sarah Lea Emma Camille Ines Laura Manon Chloe Nora Lisa Marie Eva Sofia Anais Zoe
Clara Yasmine Lucie Melissa""".split()
BARS = {
    "A": ["chez Lulu", "la Girafe", "le Perroquet bleu", "l'Ancre", "le Tonneau", "la Cabane",
          "le Sous-sol", "le Petit Zinc", "la Lanterne", "l'Escale"],
    "B": ["la Mouette", "le Cactus", "chez Mado", "le Grand 8", "la Brouette", "le Hibou",
          "l'Arrosoir", "le Phare", "la Péniche rouge", "le Comptoir vert"],
}
DAYS = {
    "fr": ["demain", "vendredi", "samedi", "ce soir", "dimanche", "jeudi", "mardi", "ce week-end"],
    "en": ["tomorrow", "friday", "saturday", "tonight", "on sunday", "this weekend"],
    "nl": ["morgen", "vrijdag", "zaterdag", "vanavond", "zondag", "dit weekend"],
}
GREETINGS = {
    "fr": ["Salut", "slt", "Coucou", "cc", "Bonjour", "Bonsoir", "Hey", "hello", "Yo", "Bjr"],
    "en": ["Hi", "Hey"],
    "nl": ["Hoi", "Dag"],
}
EMOJI = ["😊", "😉", "😘", "😂", "🙂", "❤️", "🔥", "😍", "🥰", "🤭", "👀", "🍹", "😅", "✨"]
SHORT = {"c'est": "c", "pourquoi": "pk", "vraiment": "vrmt", "beaucoup": "bcp", "quelque": "qq",
         "toujours": "tjrs", "avec": "avc", "demain": "dm1", "parce que": "pcq", "quand": "qd",
         "tu es": "t", "j'ai": "g", "est-ce que": "esk", "pas": "pa", "salut": "slt",
         "message": "msg", "numéro": "num", "s'il te plaît": "stp", "rien": "r", "bien": "bi1",
         "you": "u", "are": "r", "tomorrow": "tmrw", "please": "pls", "even": "ff"}
