/* The letter chains of the words of a text scored: sums of small integers. language_reference.py is its twin.
 *
 * Chains never reach over a boundary, so a word scores the same wherever it stands, and a word met before is remembered.
 */

enum {
    LANGUAGE_AHEAD = 64,  /* n-grams whose buckets are fetched together */
    LANGUAGE_FLUSH = 250, /* rows of int8 that fit a sum of int16 */
    LANGUAGE_WORD = 15,   /* letters of a word that is remembered */
    LANGUAGE_WORDS = 4096 /* words remembered, each in the place its hash gives it */
};

typedef struct {
    uint64_t keys[LANGUAGE_AHEAD];
    int waiting, added;
    int16_t near[LANGUAGE_LANES]; /* sums of rows, to be flushed */
    int32_t *scores;
} LanguageSums;

/* A word, its script before its letters, and what it scores. */
typedef struct {
    uint64_t key[2];
    int16_t scores[LANGUAGE_LANES];
} LanguageWord;

static void language_flush(LanguageSums *sums)
{
    for (int lane = 0; lane < LANGUAGE_LANES; lane++)
        sums->scores[lane] += sums->near[lane];
    memset(sums->near, 0, sizeof sums->near);
    sums->added = 0;
}

static void language_add_row(LanguageSums *sums, const int8_t *row)
{
    if (sums->added++ == LANGUAGE_FLUSH) {
        language_flush(sums);
        sums->added = 1;
    }
    for (int lane = 0; lane < LANGUAGE_LANES; lane++)
        sums->near[lane] = (int16_t)(sums->near[lane] + row[lane]);
}

/* Look up the n-grams that wait, each step for all of them, so that memory is fetched while others are at work. */
static void language_add_grams(const LanguageTable *table, LanguageSums *sums)
{
    uint32_t begins[LANGUAGE_AHEAD], ends[LANGUAGE_AHEAD];
    for (int i = 0; i < sums->waiting; i++) {
        begins[i] = table->starts[sums->keys[i] >> LANGUAGE_SHIFT];
        ends[i] = table->starts[(sums->keys[i] >> LANGUAGE_SHIFT) + 1];
        PREFETCH(table->entries + begins[i]);
    }
    for (int i = 0; i < sums->waiting; i++) {
        uint32_t mine = (uint32_t)(sums->keys[i] >> 20) & 0xFFF;
        for (uint32_t at = begins[i]; at < ends[i]; at++) {
            uint32_t entry = table->entries[at];
            /* added in any case, as nothing where the key is another's: a branch would be guessed wrong */
            sums->scores[entry >> 6 & 63] += (int32_t)(entry & 63 & -(uint32_t)(entry >> 12 == mine));
        }
    }
    sums->waiting = 0;
}

static void language_add_gram(const LanguageTable *table, LanguageSums *sums, uint64_t key)
{
    key *= UINT64_C(0x9E3779B97F4A7C15);
    key ^= key >> 32;
    key *= UINT64_C(0xD6E8FEB86659FD93);
    PREFETCH(table->starts + (key >> LANGUAGE_SHIFT));
    sums->keys[sums->waiting++] = key;
    if (sums->waiting == LANGUAGE_AHEAD)
        language_add_grams(table, sums);
}

/* Add what the chains of a word score, a boundary on each side of it. */
static void language_add_chains(const LanguageTable *table, int script, const uint8_t *word, int size, int32_t *scores)
{
    LanguageSums sums = {.scores = scores};
    const uint16_t *pairs = table->pairs + (script - 1) * 192 * 192;
    uint64_t history = LANGUAGE_BOUNDARY, tag = (uint64_t)script << 56;
    for (int i = 0; i <= size; i++) {
        uint32_t letter = i < size ? word[i] : LANGUAGE_BOUNDARY, before = history & 255;
        language_add_row(&sums, table->rows + (size_t)pairs[before * 192 + letter] * LANGUAGE_LANES);
        history = history << 8 | letter;
        if (i >= 1)
            language_add_gram(table, &sums, tag | (history & 0xFFFFFF));
        if (i >= 3 && i < size)
            language_add_gram(table, &sums, tag | (history & 0xFFFFFFFF));
        if (i >= 4 && i < size)
            language_add_gram(table, &sums, tag | (history & UINT64_C(0xFFFFFFFFFF)));
    }
    language_add_grams(table, &sums);
    language_flush(&sums);
}

static void language_remember(const LanguageTable *table, int script, const uint8_t *word, int size,
                              LanguageWord *place)
{
    int32_t scores[LANGUAGE_LANES] = {0};
    language_add_chains(table, script, word, size, scores);
    for (int lane = 0; lane < LANGUAGE_LANES; lane++)
        place->scores[lane] = (int16_t)scores[lane];
}

static void language_add_word(const LanguageTable *table, int script, const uint8_t *word, int size,
                              LanguageWord *words, int32_t *scores)
{
    uint64_t key[2] = {(uint64_t)script, 0};
    if (size > LANGUAGE_WORD) {
        language_add_chains(table, script, word, size, scores);
        return;
    }
    for (int i = 0; i < size; i++)
        key[(i + 1) / 8] |= (uint64_t)word[i] << 8 * ((i + 1) % 8);
    uint64_t hash = (key[0] ^ key[1] * UINT64_C(0xD6E8FEB86659FD93)) * UINT64_C(0x9E3779B97F4A7C15);
    LanguageWord *place = words + (hash >> 32) % LANGUAGE_WORDS;
    if (place->key[0] != key[0] || place->key[1] != key[1]) {
        language_remember(table, script, word, size, place);
        memcpy(place->key, key, sizeof key);
    }
    for (int lane = 0; lane < LANGUAGE_LANES; lane++)
        scores[lane] += place->scores[lane];
}

static void language_chains(const LanguageTable *table, const LanguageText *text, int script, LanguageWord *words,
                            int32_t *scores)
{
    uint8_t word[LANGUAGE_LETTERS];
    int size = 0;
    for (int i = 1; i <= text->size; i++) {
        uint32_t element = i < text->size ? text->stream[i] : 0;
        if (element >> 24 == (uint32_t)script) {
            word[size++] = (uint8_t)element;
        } else if (size) {
            language_add_word(table, script, word, size, words, scores);
            size = 0;
        }
    }
}
