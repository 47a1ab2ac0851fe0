/* The exact check of a proposed pair. reference/checking.py is its twin and says why. */

enum { FLOOR = 12, SHORT = 25, FEW = 3, LONG = 4096, LARGE = 2048 };
static const double CONTAINED = 0.85, CUT = 0.90, SHORT_JACCARD = 0.70, SHORT_RATIO = 0.95, SHARED_NUMBERS = 0.5,
                    TRACE = 0.10;

/* A text as the check reads it: distinct shingles, ascending past LARGE. */
typedef struct {
    void *shingles;
    const uint8_t *text;
    const uint32_t *numbers;
    uint32_t count, size, points, number_count, words;
} View;

/* A set of 64-bit values, open addressing; zero is kept apart. */
typedef struct {
    uint64_t *slots;
    size_t room, mask;
    int zero;
} Set;

static int start_set(Set *set, size_t count)
{
    size_t size = 64;
    while (size < 4 * count)
        size *= 2;
    if (!RESERVE(set->slots, set->room, size))
        return 0;
    memset(set->slots, 0, size * sizeof *set->slots);
    set->mask = size - 1;
    set->zero = 0;
    return 1;
}

INLINE size_t slot_of(const Set *set, uint64_t value) { return (size_t)(value * HASH_BASE >> 32) & set->mask; }

/* Add a value; 0 when it is there already. */
INLINE int add(Set *set, uint64_t value)
{
    if (!value) {
        int fresh = !set->zero;
        set->zero = 1;
        return fresh;
    }
    size_t at = slot_of(set, value);
    for (; set->slots[at]; at = (at + 1) & set->mask)
        if (set->slots[at] == value)
            return 0;
    set->slots[at] = value;
    return 1;
}

INLINE int has(const Set *set, uint64_t value)
{
    if (!value)
        return set->zero;
    for (size_t at = slot_of(set, value); set->slots[at]; at = (at + 1) & set->mask)
        if (set->slots[at] == value)
            return 1;
    return 0;
}

INLINE uint64_t shingle_at(const View *view, size_t i, int copies)
{
    return copies ? ((const uint32_t *)view->shingles)[i] : load40(view->shingles, i);
}

static int is_among(const View *view, uint64_t value, int copies)
{
    size_t low = 0, high = view->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (shingle_at(view, middle, copies) < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low < view->count && shingle_at(view, low, copies) == value;
}

/* Count what two texts share; `set` holds the new one. A far larger old one is ascending: search it. */
INLINE size_t shared_loop(const Set *set, const View *new, const View *old, int copies)
{
    size_t shared = 0;
    if (old->count > LARGE && old->count / 16 > new->count) {
        for (size_t i = 0; i < new->count; i++)
            shared += (size_t)is_among(old, shingle_at(new, i, copies), copies);
    } else {
        for (size_t i = 0; i < old->count; i++)
            shared += (size_t)has(set, shingle_at(old, i, copies));
    }
    return shared;
}

static size_t shared_shingles(const Set *set, const View *new, const View *old, int copies)
{
    return copies ? shared_loop(set, new, old, 1) : shared_loop(set, new, old, 0);
}

static size_t shared_numbers(const View *one, const View *other)
{
    if (one->number_count > other->number_count)
        return shared_numbers(other, one);
    View numbers = {.shingles = (void *)(uintptr_t)other->numbers, .count = other->number_count};
    size_t shared = 0;
    for (size_t i = 0; i < one->number_count; i++)
        shared += (size_t)is_among(&numbers, one->numbers[i], 1);
    return shared;
}

static int numbers_differ(const View *one, const View *other, uint32_t few)
{
    uint32_t fewer = one->number_count < other->number_count ? one->number_count : other->number_count;
    return fewer >= few && (double)shared_numbers(one, other) < SHARED_NUMBERS * fewer;
}

/* --- the longest common subsequence, bit-parallel (Hyyrö) ------------------------------------------------------ */

typedef struct {
    uint32_t *codes[2];
    size_t code_room[2];
    uint64_t *masks, *state;
    size_t mask_room, state_room;
    uint32_t low[256];          /* code point → 1 + its mask; used for those below 256 */
    uint32_t *keys, *places;    /* and a small table for the others */
    size_t key_room, place_room;
} Aligner;

static void read_codes(uint32_t *codes, size_t count, const uint8_t *text, size_t size)
{
    for (size_t i = 0; i < count; i++) {
        unsigned step;
        codes[i] = decode(text, size, &step);
        text += step;
        size -= step;
    }
}

INLINE size_t place_of(const Aligner *aligner, uint32_t code, size_t mask)
{
    size_t at = code * 0x9E3779B1u & mask;
    while (aligner->keys[at] && aligner->keys[at] != code)
        at = (at + 1) & mask;
    return at;
}

/* One row of the table: state = (state + (state & row)) | (state & ~row), over `blocks` words, a multiple of four. */
INLINE void carried(uint64_t *state, const uint64_t *row, size_t blocks)
{
#if X86
    unsigned char carry = 0;
    for (size_t k = 0; k < blocks; k += 4) {
        unsigned long long sums[4];
        carry = _addcarry_u64(carry, state[k], state[k] & row[k], sums);
        carry = _addcarry_u64(carry, state[k + 1], state[k + 1] & row[k + 1], sums + 1);
        carry = _addcarry_u64(carry, state[k + 2], state[k + 2] & row[k + 2], sums + 2);
        carry = _addcarry_u64(carry, state[k + 3], state[k + 3] & row[k + 3], sums + 3);
        for (int i = 0; i < 4; i++)
            state[k + (size_t)i] = sums[i] | (state[k + (size_t)i] & ~row[k + (size_t)i]);
    }
#else
    uint64_t carry = 0;
    for (size_t k = 0; k < blocks; k++) {
        uint64_t old = state[k], both = old & row[k], sum = old + both, total = sum + carry;
        carry = (sum < old) | (total < sum);
        state[k] = total | (old - both);
    }
#endif
}

/* The length of the longest common subsequence of two runs of code points; -1 when there is no memory. */
static long long common(Aligner *aligner, const uint32_t *a, size_t m, const uint32_t *b, size_t n)
{
    size_t ends = 0;
    while (m && n && *a == *b)
        a++, b++, m--, n--, ends++;
    while (m && n && a[m - 1] == b[n - 1])
        m--, n--, ends++;
    if (!m || !n)
        return (long long)ends;
    size_t blocks = (m + 255) / 256 * 4, mask = 63, codes = 0;
    while (mask < 2 * m)
        mask = mask * 2 + 1;
    if (!RESERVE(aligner->keys, aligner->key_room, mask + 1) ||
        !RESERVE(aligner->places, aligner->place_room, mask + 1) ||
        !RESERVE(aligner->masks, aligner->mask_room, m * blocks) ||
        !RESERVE(aligner->state, aligner->state_room, blocks))
        return -1;
    memset(aligner->low, 0, sizeof aligner->low);
    int keyed = 0;
    for (size_t i = 0; i < m; i++) {
        uint32_t *place = aligner->low + a[i];
        if (a[i] >= 256) {
            if (!keyed++)
                memset(aligner->keys, 0, (mask + 1) * sizeof *aligner->keys);
            size_t at = place_of(aligner, a[i], mask);
            place = aligner->places + at;
            if (!aligner->keys[at]) {
                aligner->keys[at] = a[i];
                *place = 0;
            }
        }
        if (!*place) {
            memset(aligner->masks + codes * blocks, 0, blocks * sizeof *aligner->masks);
            *place = (uint32_t)++codes;
        }
        aligner->masks[(*place - 1) * blocks + i / 64] |= 1ull << (i & 63);
    }
    uint64_t *state = aligner->state;
    memset(state, 0xFF, blocks * sizeof *state);
    for (size_t j = 0; j < n; j++) {
        uint32_t place = b[j] < 256 ? aligner->low[b[j]] : 0;
        if (b[j] >= 256 && keyed) {
            size_t at = place_of(aligner, b[j], mask);
            place = aligner->keys[at] ? aligner->places[at] : 0;
        }
        if (!place)
            continue;
        const uint64_t *row = aligner->masks + (place - 1) * blocks;
        carried(state, row, blocks);
    }
    long long length = (long long)ends;
    for (size_t k = 0; 64 * k < m; k++) {
        uint64_t zeroes = ~state[k];
        if (m - 64 * k < 64)
            zeroes &= (1ull << (m - 64 * k)) - 1;
        for (; zeroes; zeroes &= zeroes - 1)
            length++;
    }
    return length;
}

/* Common subsequence of a text with `count` code points of another, from byte `from`; both are read anew. */
static long long common_texts(Aligner *aligner, const View *one, size_t m, const View *other, size_t from, size_t n)
{
    if (!RESERVE(aligner->codes[0], aligner->code_room[0], m) ||
        !RESERVE(aligner->codes[1], aligner->code_room[1], n))
        return -1;
    read_codes(aligner->codes[0], m, one->text, one->size);
    read_codes(aligner->codes[1], n, other->text + from, other->size - from);
    return common(aligner, aligner->codes[0], m, aligner->codes[1], n);
}

/* The Indel ratio of two texts of m and n code points, 0 below `least`; -1 when there is no memory. */
static double edited(Aligner *aligner, const View *one, size_t m, const View *other, size_t n, double least)
{
    size_t smaller = m < n ? m : n;
    if (smaller > LONG || 2.0 * (double)smaller < least * (double)(m + n))
        return 0;
    long long length = common_texts(aligner, one, m, other, 0, n);
    double ratio = (double)(2 * length) / (double)(m + n);
    return length < 0 ? -1 : ratio >= least ? ratio : 0;
}

/* The better ratio of the shorter text to the beginning or the end of the other, 0 below CUT and the threshold. */
static double cut(Aligner *aligner, const View *one, size_t m, const View *other, size_t n, double threshold)
{
    if (m > n)
        return cut(aligner, other, n, one, m, threshold);
    if (m > LONG)
        return 0;
    size_t from = other->size;
    for (size_t left = m; left; left -= (other->text[from] & 0xC0) != 0x80)
        from--;
    long long head = common_texts(aligner, one, m, other, 0, m), tail = common_texts(aligner, one, m, other, from, m);
    double ratio = (double)(head > tail ? head : tail) / (double)m;
    if (head < 0 || tail < 0)
        return -1;
    return ratio >= (threshold > CUT ? threshold : CUT) ? ratio : 0;
}

INLINE double larger(double a, double b) { return a > b ? a : b; }

/* How far two texts repeat each other, 0 when they do not; -1 when there is no memory. */
static double copied_share(Aligner *aligner, const View *new, const View *old, size_t shared, double threshold)
{
    size_t fewer = new->count < old->count ? new->count : old->count;
    size_t words = new->words < old->words ? new->words : old->words;
    double contained = (double)shared / (double)fewer;
    double together = (double)shared / (double)(new->count + old->count - shared);
    if (shared == new->count && shared == old->count)
        return 1;
    if (words >= SHORT) {
        if (contained < TRACE || numbers_differ(new, old, FEW))
            return 0;
        if (contained >= larger(CONTAINED, threshold))
            return contained;
        size_t m = new->points, n = old->points;
        double ratio = edited(aligner, new, m, old, n, threshold);
        return ratio ? ratio : cut(aligner, new, m, old, n, threshold);
    }
    if (numbers_differ(new, old, 1))
        return 0;
    size_t m = new->points, n = old->points;
    double score = together >= larger(SHORT_JACCARD, threshold) ? together : 0, ratio = 0;
    if (words >= FLOOR) {
        if (contained >= larger(CONTAINED, threshold))
            score = larger(score, contained);
        ratio = cut(aligner, new, m, old, n, threshold);
        if (ratio < 0)
            return -1;
        score = larger(score, ratio);
    }
    if (new->number_count == old->number_count && shared_numbers(new, old) == new->number_count)
        ratio = edited(aligner, new, m, old, n, larger(SHORT_RATIO, threshold));
    return ratio < 0 ? -1 : larger(score, ratio);
}
