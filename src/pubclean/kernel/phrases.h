/* Phrases of all languages, looked up by the hash of a line, of a word, of two words, of two ideographs. */

enum { STEM_BITS = 1 << 16, MOST_KINDS = 64, NUMBER_BITS = 22, TAG_BITS = 10 };
enum { PAIR_BEGINS = 1, IS_MONTH = 2, IS_DATE_WORD = 4 }; /* what else is known of a word */

typedef struct {
    uint64_t hash;
    uint32_t at, size;      /* its characters in the pool */
    uint32_t list, count;   /* its kinds, or its phrases */
    uint32_t opens, open_count; /* a word's phrases of two words, the second open */
    uint32_t marks;
} Key;

typedef struct {
    Key *keys;
    uint32_t *slots, count; /* a slot: the number of a key from 1, and above it TAG_BITS of its hash */
    int shift;
} Table;

typedef struct {
    uint32_t at, size;
    uint16_t how; /* whether its last word is open; how far in the two ideographs stand */
    uint16_t kind;
} Phrase;

typedef struct {
    Table lines, line_stems, words, stems, pairs, unspaced, joiners, surnames;
    uint32_t *pool;
    size_t pool_size, pool_room;
    uint8_t *kinds; /* lists of kinds, one after the other */
    size_t kinds_size, kinds_room;
    Phrase *phrases;
    size_t phrases_size, phrases_room;
    uint32_t stem_bits[STEM_BITS / 32];
    uint32_t longest_line;
    int longest_stem, longest_joiner;
} Lexicon;

typedef struct {
    int kind, start, end; /* in the folded line */
} Hit;

typedef struct {
    Hit *items;
    size_t size, room;
} Hits;

INLINE uint64_t hash_step(uint64_t hash, uint64_t code)
{
    hash = (hash ^ code) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 32;
}

static const uint64_t hash_begin = UINT64_C(0x243F6A8885A308D3);

static uint64_t hash_codes(const uint32_t *codes, int size)
{
    uint64_t hash = hash_begin;
    for (int i = 0; i < size; i++)
        hash = hash_step(hash, codes[i]);
    return hash;
}

/* The same for long runs, two characters at a time. */
static uint64_t hash_wide(const uint32_t *codes, int size)
{
    uint64_t hash = hash_begin ^ (uint64_t)size;
    int at = 0;
    for (; at + 2 <= size; at += 2)
        hash = hash_step(hash, (uint64_t)codes[at + 1] << 32 | codes[at]);
    return at < size ? hash_step(hash, codes[at]) : hash;
}

INLINE uint64_t hash_pair(uint64_t first, uint64_t second)
{
    uint64_t hash = (first ^ (second << 23 | second >> 41)) * UINT64_C(0xD6E8FEB86659FD93);
    return hash ^ hash >> 29;
}

INLINE uint32_t key_slot(const Table *table, uint64_t hash)
{
    return (uint32_t)(hash * UINT64_C(0xD6E8FEB86659FD93) >> table->shift);
}

/* Find a key by its characters and their hash; NULL where there is none. */
static Key *find_key(const Table *table, const uint32_t *pool, uint64_t hash, const uint32_t *codes, int size)
{
    if (!table->slots)
        return NULL;
    uint32_t mask = (UINT32_C(1) << (64 - table->shift)) - 1;
    for (uint32_t slot = key_slot(table, hash); table->slots[slot]; slot = (slot + 1) & mask) {
        if (table->slots[slot] >> NUMBER_BITS != (hash & ((1 << TAG_BITS) - 1)))
            continue;
        Key *key = table->keys + (table->slots[slot] & ((1 << NUMBER_BITS) - 1)) - 1;
        if (key->hash == hash && key->size == (uint32_t)size && !memcmp(pool + key->at, codes, (size_t)size * 4))
            return key;
    }
    return NULL;
}

/* The key that a hash likely has, to be fetched; NULL where it surely has none in its first slot. */
INLINE const Key *likely_key(const Table *table, uint64_t hash)
{
    uint32_t slot = table->slots[key_slot(table, hash)];
    return slot && slot >> NUMBER_BITS == (hash & ((1 << TAG_BITS) - 1))
               ? table->keys + (slot & ((1 << NUMBER_BITS) - 1)) - 1
               : NULL;
}

static int add_hit(Hits *hits, int kind, int start, int end)
{
    if (!RESERVE(hits->items, hits->room, hits->size + 1))
        return 0;
    hits->items[hits->size++] = (Hit){kind, start, end};
    return 1;
}

static int add_kinds(const Lexicon *lexicon, Hits *hits, uint32_t list, uint32_t count, const Token *token)
{
    for (uint32_t i = 0; i < count; i++)
        if (!add_hit(hits, lexicon->kinds[list + i], token->start, token->end))
            return 0;
    return 1;
}

INLINE uint32_t may_be_stem(const Lexicon *lexicon, uint64_t hash)
{
    uint32_t bit = (uint32_t)hash & (STEM_BITS - 1);
    return lexicon->stem_bits[bit >> 5] >> (bit & 31) & 1;
}

/* Add the stems a token begins with. */
static int add_stems(const Lexicon *lexicon, const Reading *read, const Token *token, Hits *hits)
{
    const uint32_t *codes = read->folded.codes + token->start;
    uint64_t hash = hash_begin;
    for (int size = 1; size <= token->end - token->start && size <= lexicon->longest_stem; size++) {
        hash = hash_step(hash, codes[size - 1]);
        if (!may_be_stem(lexicon, hash))
            continue;
        const Key *key = find_key(&lexicon->stems, lexicon->pool, hash, codes, size);
        if (key && !add_kinds(lexicon, hits, key->list, key->count, token))
            return 0;
    }
    return 1;
}

/* Part a folded line into tokens; say of each whether a stem may begin it. */
static void part_tokens(const Lexicon *lexicon, Reading *read)
{
    const uint32_t *codes = read->folded.codes, *flags = read->folded.flags;
    int size = read->folded.size, count = 0, place = 0;
    for (int i = 0; i < size;) {
        if (flags[i] & PARTING) {
            i++;
            continue;
        }
        if (count)
            read->joined[place++] = ' ';
        Token *token = read->tokens + count++;
        token->start = i;
        token->place = place;
        uint64_t hash = hash_begin;
        uint32_t stems = 0;
        for (; i < size && !(flags[i] & PARTING); i++) {
            hash = hash_step(hash, codes[i]);
            read->joined[place++] = codes[i];
            stems |= may_be_stem(lexicon, hash);
        }
        token->stems = stems;
        token->end = i;
        token->hash = hash;
        PREFETCH(lexicon->words.slots + key_slot(&lexicon->words, hash));
    }
    read->token_count = count;
    read->joined_size = place;
}

/* Find the tokens of a folded line that are phrases alone; what is known of each token goes to `found`. */
static int find_words(const Lexicon *lexicon, Reading *read, const Key **found, Hits *hits)
{
    part_tokens(lexicon, read);
    for (int i = 0; i < read->token_count; i++) { /* what follows, fetched while others are at work */
        found[i] = likely_key(&lexicon->words, read->tokens[i].hash);
        if (found[i])
            PREFETCH(found[i]);
    }
    for (int i = 0; i < read->token_count; i++)
        if (found[i]) {
            PREFETCH(lexicon->pool + found[i]->at);
            if (found[i]->marks & PAIR_BEGINS && i + 1 < read->token_count)
                PREFETCH(lexicon->pairs.slots +
                         key_slot(&lexicon->pairs, hash_pair(read->tokens[i].hash, read->tokens[i + 1].hash)));
        }
    for (int i = 0; i < read->token_count; i++) {
        const Token *token = read->tokens + i;
        const Key *key = find_key(&lexicon->words, lexicon->pool, token->hash, read->folded.codes + token->start,
                                  token->end - token->start);
        found[i] = key;
        if (key && !add_kinds(lexicon, hits, key->list, key->count, token))
            return 0;
        if (token->stems && !add_stems(lexicon, read, token, hits))
            return 0;
    }
    return 1;
}

/* Add the phrases of a list that stand at a token. */
static int stand_at(const Lexicon *lexicon, const Reading *read, int at, uint32_t list, uint32_t count, Hits *hits)
{
    int place = read->tokens[at].place, left = read->joined_size - place;
    for (uint32_t i = 0; i < count; i++) {
        const Phrase *phrase = lexicon->phrases + list + i;
        int size = (int)phrase->size;
        if (size > left || memcmp(lexicon->pool + phrase->at, read->joined + place, (size_t)size * 4))
            continue;
        if (!phrase->how && size < left && read->joined[place + size] != ' ')
            continue;
        int last = at;
        while (last + 1 < read->token_count && read->tokens[last + 1].place < place + size)
            last++;
        if (!add_hit(hits, phrase->kind, read->tokens[at].start, read->tokens[last].end))
            return 0;
    }
    return 1;
}

static int find_longer(const Lexicon *lexicon, const Reading *read, const Key *const *found, Hits *hits)
{
    for (int i = 0; i < read->token_count; i++) {
        const Key *key = found[i];
        if (!key)
            continue;
        if (key->open_count && !stand_at(lexicon, read, i, key->opens, key->open_count, hits))
            return 0;
        if (key->marks & PAIR_BEGINS && i + 1 < read->token_count) {
            const Token *token = read->tokens + i;
            int size = token[1].place + token[1].end - token[1].start - token->place;
            Key *pair = find_key(&lexicon->pairs, lexicon->pool, hash_pair(token->hash, token[1].hash),
                                 read->joined + token->place, size);
            if (pair && !stand_at(lexicon, read, i, pair->list, pair->count, hits))
                return 0;
        }
    }
    return 1;
}

/* Find phrases written without spaces, by their first ideograph if they have but one, else by two. */
static int find_unspaced(const Lexicon *lexicon, const Line *folded, Hits *hits)
{
    for (int i = 0; i < folded->size; i++) {
        if (!(folded->flags[i] & UNSPACED))
            continue;
        int both = i + 1 < folded->size && folded->flags[i + 1] & UNSPACED;
        for (int size = 1; size <= 1 + both; size++) {
            const Key *key = find_key(&lexicon->unspaced, lexicon->pool, hash_codes(folded->codes + i, size),
                                      folded->codes + i, size);
            for (uint32_t j = 0; key && j < key->count; j++) {
                const Phrase *phrase = lexicon->phrases + key->list + j;
                int start = i - phrase->how;
                if (start < 0 || start + (int)phrase->size > folded->size ||
                    memcmp(lexicon->pool + phrase->at, folded->codes + start, phrase->size * 4))
                    continue;
                if (!add_hit(hits, phrase->kind, start, start + (int)phrase->size))
                    return 0;
            }
        }
    }
    return 1;
}

/* Take bullets, icons, brackets and punctuation off both ends of a part of a line. */
static void trim(const Line *line, int *start, int *end)
{
    while (*start < *end && line->flags[*start] & TRIMMED)
        ++*start;
    while (*end > *start && line->flags[*end - 1] & TRIMMED)
        --*end;
}

/* Take a count off the end of a part of a line: "(12)", "3". 0 where there is none. */
static int less_count(const Line *line, int start, int *end)
{
    int at = *end, digits = 0;
    if (at > start && (line->codes[at - 1] == ')' || line->codes[at - 1] == ']'))
        at--;
    for (; at > start && digits < 5 && line->flags[at - 1] & DECIMAL; at--)
        digits++;
    if (!digits)
        return 0;
    while (at > start && (line->flags[at - 1] & SPACE || line->codes[at - 1] == '(' || line->codes[at - 1] == '['))
        at--;
    *end = at;
    return 1;
}

static const Key *find_line(const Lexicon *lexicon, const uint32_t *codes, int size)
{
    if ((uint32_t)size > lexicon->longest_line)
        return NULL;
    return find_key(&lexicon->lines, lexicon->pool, hash_wide(codes, size), codes, size);
}

/* The kinds that list a part of a folded line as a whole: how many of `kinds` were written. */
static int kinds_of_line(const Lexicon *lexicon, const Line *line, int start, int end, uint8_t *kinds)
{
    trim(line, &start, &end);
    const uint32_t *codes = line->codes + start;
    int size = end - start, count = 0;
    const Key *key = find_line(lexicon, codes, size);
    int from = start, to = end;
    if (!key && less_count(line, from, &to)) {
        trim(line, &from, &to);
        key = find_line(lexicon, line->codes + from, to - from);
    }
    for (uint32_t i = 0; key && i < key->count && count < MOST_KINDS; i++)
        kinds[count++] = lexicon->kinds[key->list + i];
    if (size > 80) /* no entry is longer */
        return count;
    for (uint32_t i = 0; i < lexicon->line_stems.count; i++) {
        const Key *stem = lexicon->line_stems.keys + i;
        if (stem->size > (uint32_t)size || memcmp(lexicon->pool + stem->at, codes, stem->size * 4))
            continue;
        int spaced = 0, before = count;
        for (int at = (int)stem->size; at < size; at++)
            spaced |= codes[at] == ' ';
        for (uint32_t j = 0; !spaced && j < stem->count && count < MOST_KINDS; j++)
            if (!memchr(kinds, lexicon->kinds[stem->list + j], (size_t)before))
                kinds[count++] = lexicon->kinds[stem->list + j];
    }
    return count;
}
