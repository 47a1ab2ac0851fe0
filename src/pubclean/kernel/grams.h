/* How the n-grams of a block, of one word and of two, pull it towards furniture or content. grams.py is the twin. */

enum { GRAM_WORDS = 80, GRAM_LONGEST = 24, GRAM_FINER = 1 };
#define GRAM_EDGE (UINT64_C(1) << 32)
#define GRAM_LONG (UINT64_C(2) << 32)
#define GRAM_NUMBER (UINT64_C(3) << 32)
#define GRAM_FOUR_DIGITS (UINT64_C(4) << 32)

typedef struct {
    struct GramSlot {
        uint32_t gram, block; /* `block`: the last in which it was met, for it counts once */
        int8_t pull, taken;
    } *slots;
    uint32_t *may_be; /* a bit for each beginning an n-gram may have: most that are met are unknown by it */
    uint32_t block;
    int shift;
} Grams;

INLINE uint32_t gram_home(const Grams *grams, uint32_t gram) { return gram * UINT32_C(0x9E3779B1) >> grams->shift; }

INLINE struct GramSlot *gram_slot(const Grams *grams, uint32_t gram)
{
    uint32_t mask = (UINT32_C(1) << (32 - grams->shift)) - 1, at = gram_home(grams, gram);
    while (grams->slots[at].taken && grams->slots[at].gram != gram)
        at = (at + 1) & mask;
    return grams->slots + at;
}

INLINE uint32_t gram_beginning(const Grams *grams, uint32_t gram) { return gram >> (grams->shift - GRAM_FINER); }

/* Take the n-grams that weigh anything, and their pulls; 0 when there is no memory. */
static int take_grams(Grams *grams, const char *known, const int8_t *pulls, size_t count)
{
    int bits = 5;
    while (bits < 30 && (size_t)1 << bits < 3 * count)
        bits++;
    grams->shift = 32 - bits;
    grams->slots = calloc((size_t)1 << bits, sizeof *grams->slots);
    grams->may_be = calloc((size_t)1 << (bits + GRAM_FINER - 5), sizeof *grams->may_be);
    if (!grams->slots || !grams->may_be)
        return 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t gram;
        memcpy(&gram, known + 4 * i, sizeof gram);
        *gram_slot(grams, gram) = (struct GramSlot){gram, 0, pulls[i], 1};
        grams->may_be[gram_beginning(grams, gram) >> 5] |= UINT32_C(1) << (gram_beginning(grams, gram) & 31);
    }
    return 1;
}

/* Note an n-gram that may be known; its slot is fetched while others are noted. */
INLINE int note_gram(const Grams *grams, uint64_t hash, uint32_t *noted)
{
    uint32_t gram = (uint32_t)(hash >> 32), beginning = gram_beginning(grams, gram);
    *noted = gram;
    if (!(grams->may_be[beginning >> 5] >> (beginning & 31) & 1))
        return 0;
    PREFETCH(grams->slots + gram_home(grams, gram));
    return 1;
}

INLINE int32_t pull_of_gram(Grams *grams, uint32_t gram)
{
    struct GramSlot *slot = gram_slot(grams, gram);
    if (!slot->taken || slot->block == grams->block)
        return 0;
    slot->block = grams->block;
    return slot->pull;
}

/* What a word is known by: its hash, or that of its kind. */
static uint64_t gram_word(const Reading *read, const Token *token)
{
    int size = token->end - token->start, digits = 0;
    if (size > GRAM_LONGEST)
        return GRAM_LONG;
    while (digits < size && read->folded.codes[token->start + digits] - '0' < 10u)
        digits++;
    return digits < size ? token->hash : size == 4 ? GRAM_FOUR_DIGITS : GRAM_NUMBER;
}

/* The pull of a block whose tokens were found. */
static int32_t pull_of_words(Grams *grams, const Reading *read)
{
    uint32_t noted[2 * GRAM_WORDS + 1];
    int count = read->token_count < GRAM_WORDS ? read->token_count : GRAM_WORDS, some = 0;
    uint64_t before = GRAM_EDGE;
    int32_t pull = 0;
    if (!++grams->block) { /* every so many blocks the count begins anew */
        for (size_t i = 0; i < (size_t)1 << (32 - grams->shift); i++)
            grams->slots[i].block = 0;
        grams->block = 1;
    }
    for (int i = 0; i < count; i++) {
        uint64_t word = gram_word(read, read->tokens + i);
        some += note_gram(grams, word, noted + some);
        some += note_gram(grams, hash_pair(before, word), noted + some);
        before = word;
    }
    some += note_gram(grams, hash_pair(before, GRAM_EDGE), noted + some);
    for (int i = 0; i < some; i++)
        pull += pull_of_gram(grams, noted[i]);
    return pull;
}
