// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The texts, with slots: {n} a first name, {p} a place, {q} when; of robots {d} some digits, {c} a
 * count. A person's hand (capitals, accents, a smile) is put over them, so that few of the
 * thousands are the same.
 */
#include "daemon/evening_texts.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *const calm[] = {
	"Salut c'est {n}, on s'est vus {p} {q}",
	"Coucou, c'est {n}, le gars {p}. Tu te souviens de moi ?",
	"C'est {n} ! Alors ce verre, on le prend quand ?",
	"Bonsoir, tu m'as laissé ton numéro {q}, je te laisse le mien. {n}",
	"Hello toi, bien rentrée ? C'est {n}, celui qui t'a tenu la porte {p}",
	"Slt, c'est le grand brun {p}, tu fais quoi ce soir ?",
	"T'as un très joli sourire, je voulais te le redire. {n}",
	"On se fait un ciné cette semaine ? C'est {n}, on a discuté {p}",
	"Je pense à toi depuis {q}, c'est grave docteur ?",
	"Tu vois que j'ai gardé ton numéro ! {n}, {p}",
	"Bonjour mademoiselle, {n} à l'appareil, enfin au clavier",
	"Alors comme ça on part sans dire au revoir ? {n}",
	"J'espère que tu ne m'as pas donné n'importe quel numéro, sourire",
	"Tu es libre samedi ? Je connais un petit resto près d'ici. {n}",
	"Cc c'est {n}, tu m'as dit de t'écrire alors je t'écris",
	"Je suis encore {p}, tu repasses ?",
	"T'étais trop belle {q}, fallait que je te le dise",
	"Moi c'est {n}, 27 ans, je bosse dans le bâtiment, et toi ?",
	"On a parlé cinq minutes {p} et depuis je souris tout seul",
	"Tu m'as fait attendre {q}, tu me dois un café maintenant",
	"Dis, tu prends ce tram tous les jours ? C'est {n}",
	"Voilà mon numéro comme promis, appelle quand tu veux. {n}",
	"Tu as l'air timide mais je sens que tu as du caractère",
	"Je t'invite à danser samedi, pas d'excuse ! {n}",
	"C'est moi, la veste en jean {p}. On se revoit ?",
	"Tes yeux m'ont scotché {q}. {n}",
	"Tu habites le quartier ? Je passe souvent {p}",
	"Demain il fait beau, on va marcher au bord de l'eau ?",
	"Bonsoir belle inconnue, c'est l'inconnu {p}",
	"Ça te dit un kebab ? Je paye. {n}",
	"Je t'ai vue hésiter avant d'écrire ton numéro, merci quand même !",
	"Mon pote dit que tu répondras pas, moi je dis que si. {n}",
	"Alors, bien dormi ? C'est le casque rouge {p}",
	"On avait dit qu'on s'écrirait, donc voilà, {n}",
	"T'es plutôt thé ou bière ? Moi c'est {n}, {p}",
	"Je suis pas un lourd, promis, j'ai juste envie de te connaître",
	"Hé, tu as oublié de me dire ton prénom {q}",
	"Tu te rappelles, je t'ai aidée avec ta valise {p}",
	"{n}. On s'est croisés {p}. Je tente ma chance",
	"Tu réponds à cette heure-ci ou tu dors déjà ? {n}",
	"Hi, it's {n}, we talked at the bus stop {e}. Coffee some time?",
	"Hey beautiful, you gave me this number {e}, remember?",
	"It's {n} from the party. When can I see you again?",
	"So, are you free this weekend? I know a nice place",
	"Hoi, met {n}, we stonden {o} samen aan de tramhalte",
	"Hey, jij gaf me {o} je nummer. Zin in een koffie?",
	"Dag schone, {n} hier, van op het terras. Wat doe je vanavond?",
	"Ik blijf maar aan je denken. Wanneer zie ik je terug?",
};

static const char *const fresh[] = {
	"Ce matin dans le train, le livre de poche, c'était bien toi ? {n}",
	"J'ai dû faire demi-tour pour te demander ton numéro, j'en reviens pas",
	"On fête quoi demain soir, Halloween ou nous deux ? {n}",
	"Je sors du boulot, je peux être là dans vingt minutes",
	"Ma sœur trouve que j'ai bien fait de te parler {p}",
	"Tu m'avais pas dit que tu travaillais à la boulangerie",
	"Mercredi c'est férié chez toi aussi ? On pourrait se voir. {n}",
	"Mon bus avait du retard et grâce à ça je t'ai rencontrée",
	"Sympa ton bonnet {q}, moi j'étais en scooter juste à côté",
	"Rappelle-moi ton prénom, c'était Léa ou Léna ? Moi {n}",
	"J'ai deux places pour le match de jeudi, la deuxième est pour toi",
	"Franchement je fais jamais ça d'habitude. {n}, {p}",
	"Je cuisine très bien les lasagnes, je dis ça je dis rien",
	"Tu as filé par l'escalator et moi je suis resté planté là",
	"Le type à la guitare {p}, c'est moi. La chanson était pour toi",
	"Pourquoi tu changes de trottoir ? Je voulais juste parler un peu",
	"T'inquiète je mords pas, réponds au moins bonsoir",
	"On m'appelle {n}, mais tu peux m'appeler quand tu veux",
	"Je garde ta place {p} demain, même heure ?",
	"Alors princesse, on se fait désirer ?",
	"J'ai raconté à toute la pause déjeuner que tu m'avais souri",
	"Il pleut, il te faut quelqu'un avec un parapluie. {n}",
	"Question pour un champion : dîner jeudi ou vendredi ?",
	"Je suis garé devant, la petite grise, je te dépose si tu veux",
	"Your accent {e} was lovely. This is {n}, call me",
	"You forgot your smile with me. Dinner on Thursday?",
	"Je liep te snel weg {o}, ik kon niet eens dag zeggen. {n}",
	"Morgen vrij? Ik trakteer op frieten. {n}",
};

static const char *const again[] = {
	"Pourquoi tu réponds pas ?",
	"Alors ?",
	"Tu pourrais au moins répondre",
	"Allô ??",
	"T'as vu mon message ?",
	"C'est pas sympa de laisser les gens attendre",
	"Bon, je retente demain",
	"Je suis sûr que tu souris en lisant",
	"T'es occupée ?",
	"Réponds, je vais pas te manger",
	"Ok tu te fais désirer, j'aime bien",
	"Dernier message, après j'insiste plus",
	"?",
	"J'attends toujours",
	"Tu m'as donné ton numéro pour rien alors ?",
	"Hello??",
	"Hallo, ben je daar?",
};

/* Robots of that evening told what they were doing. Mild here. */
static const char *const shouts[] = {
	"Et un de plus {d}",
	"INONDATION {d}",
	"Allez on remplit la boîte !!! {d}",
	"La facture s'il vous plaît {d}",
	"encore encore encore {d}",
};

static const char *const counts[] = {
	"{c}/1000",
	"Message numéro {c}, il en reste",
	"16 centimes x {c}",
	"On lâche rien ({c})",
};

static const char *const mocks[] = {
	"Votre numéro est nul mdr {d}",
	"Vous faites pitié avec votre répondeur {d}",
	"Le robot répond au robot, trop drôle {d}",
	"Gros ratio pour votre idée {d}",
	"On vous a pas sonnés les rageux {d}",
	"Pleure pas c'est que des textos {d}",
};

/* The ones that pass for people at first sight. */
static const char *const imitations[] = {
	"Salut ça va ?",
	"Coucou toi",
	"Cc c'est {n}",
	"Salut c'est {n}, tu te souviens ?",
	"Hey, on s'est vus {q} non ?",
	"Tu fais quoi ce soir ?",
};

static const struct {
	const char *const *texts;
	size_t count;
} pools[EVENING_POOLS] = {{calm, COUNT(calm)}, {fresh, COUNT(fresh)}, {again, COUNT(again)}},
  robots[ROBOTS_KINDS] = {{shouts, COUNT(shouts)},
			  {counts, COUNT(counts)},
			  {mocks, COUNT(mocks)},
			  {imitations, COUNT(imitations)}};

size_t evening_texts_of(enum evening_pool pool, const char *const **ret_texts)
{
	*ret_texts = pools[pool].texts;
	return pools[pool].count;
}

size_t evening_texts_of_robots(enum evening_robots kind, const char *const **ret_texts)
{
	*ret_texts = robots[kind].texts;
	return robots[kind].count;
}

/* ---- slots ---- */

static const char *const names[] = {
	"Thomas", "Mehdi",   "Julien",	"Nico",	  "Alex",    "Romain", "Yanis",	 "Antoine",
	"Lucas",  "Hugo",    "Samir",	"Max",	  "Bruno",   "Éric",   "Fabien", "Théo",
	"Loïc",	  "Mathieu", "Damien",	"Karim",  "Kevin",   "Pierre", "David",	 "Rachid",
	"Benoît", "Jérôme",  "Sofiane", "Gilles", "Patrick",
};
static const char *const places[] = {
	"devant le métro", "au bar",	   "devant la gare", "au marché",	"dans le tram",
	"à l'arrêt du 12", "au concert",   "en terrasse",    "devant le ciné",	"sur les quais",
	"au parc",	   "à la salle",   "à la soirée",    "devant la fac",	"à la caisse",
	"sur le pont",	   "à la laverie", "au kebab",	     "place du marché", "dans le bus",
};
static const char *const moments[] = {"hier",		"tout à l'heure", "ce matin", "samedi soir",
				      "cet après-midi", "l'autre jour",	  "à midi",   "avant-hier"};
static const char *const english[] = {"yesterday", "today", "on Saturday", "this morning"};
static const char *const dutch[] = {"gisteren", "daarnet", "zaterdag", "vanmorgen"};

static const char *pick(struct random *random, const char *const *from, size_t count)
{
	return from[random_below(random, count)];
}

static void put_slot(struct random *random, char slot, unsigned count, struct buf *out)
{
	switch (slot) {
	case 'n':
		buf_add_text(out, pick(random, names, COUNT(names)));
		break;
	case 'p':
		buf_add_text(out, pick(random, places, COUNT(places)));
		break;
	case 'q':
		buf_add_text(out, pick(random, moments, COUNT(moments)));
		break;
	case 'e':
		buf_add_text(out, pick(random, english, COUNT(english)));
		break;
	case 'o':
		buf_add_text(out, pick(random, dutch, COUNT(dutch)));
		break;
	case 'c':
		buf_add_format(out, "%u", count);
		break;
	case 'd':
	default:
		buf_add_format(out, "%u", (unsigned)random_below(random, 100000));
		break;
	}
}

static void fill(struct random *random, const char *text, unsigned count, struct buf *out)
{
	for (const char *at = text; *at != '\0'; at++) {
		if (*at == '{') {
			put_slot(random, at[1], count, out);
			at += 2;
		} else {
			buf_add_u8(out, (uint8_t)*at);
		}
	}
}

/* ---- a person's hand ---- */

static const char *const openings[] = {"", "Hey. ", "Yo, ", "Re ! ", "Bon. ", "Dis, ", "Hmm, "};
static const char *const smiles[] = {"", " :)", " ;)", " ^^", " 😊", " !!", " 😉", "..."};

struct evening_hand evening_hand(struct random *random)
{
	struct evening_hand hand = {0};

	hand.plain = random_below(random, 100) < 45;
	hand.low = random_below(random, 100) < 40;
	hand.bare = random_below(random, 100) < 50;
	if (random_below(random, 100) < 30)
		hand.smile = (int)random_below(random, COUNT(smiles));
	if (random_below(random, 100) < 15)
		hand.opening = (int)random_below(random, COUNT(openings));
	return hand;
}

/* "é" -> "e": the letters that the texts above have. */
static void strip_accents(struct buf *text)
{
	static const char pairs[][4] = {"ée", "èe", "êe", "ëe", "àa", "âa", "çc",
					"ùu", "ûu", "ôo", "îi", "ïi", "ÉE", "Çc"};
	size_t size = 0;

	for (size_t at = 0; at < text->size; at++, size++) {
		text->data[size] = text->data[at];
		for (size_t i = 0; at + 1 < text->size && i < COUNT(pairs); i++) {
			if (memcmp(text->data + at, pairs[i], 2) == 0) {
				text->data[size] = (uint8_t)pairs[i][2];
				at++;
				break;
			}
		}
	}
	text->size = size;
}

static void lower(struct buf *text)
{
	for (size_t i = 0; i < text->size; i++)
		if (text->data[i] >= 'A' && text->data[i] <= 'Z')
			text->data[i] = (uint8_t)(text->data[i] - 'A' + 'a');
}

static void cut_end(struct buf *text)
{
	while (text->size > 1 && strchr(".?! ,", text->data[text->size - 1]) != NULL)
		text->size--;
}

void evening_text_person(struct random *random, enum evening_pool pool,
			 const struct evening_hand *hand, struct buf *out)
{
	struct buf text = {0};

	if (pool != EVENING_AGAIN)
		buf_add_text(&text, openings[hand->opening]);
	fill(random, pick(random, pools[pool].texts, pools[pool].count), 0, &text);
	if (hand->bare)
		cut_end(&text);
	if (hand->low)
		lower(&text);
	if (hand->plain)
		strip_accents(&text);
	buf_add_text(&text, smiles[hand->smile]);
	buf_add(out, text.data, text.size);
	buf_finish(&text);
}

void evening_text_robot(struct random *random, enum evening_robots kind, unsigned count,
			struct buf *out)
{
	fill(random, pick(random, robots[kind].texts, robots[kind].count), count, out);
}
