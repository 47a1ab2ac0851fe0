/* Sets of shingles: what is distinct in a text, and what two texts share. */

enum { LARGE = 2048 };

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

INLINE size_t slot_of(uint64_t value, size_t mask) { return (size_t)(value * HASH_BASE >> 32) & mask; }

INLINE int has(const Set *set, uint64_t value)
{
    if (!value)
        return set->zero;
    for (size_t at = slot_of(value, set->mask); set->slots[at]; at = (at + 1) & set->mask)
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
