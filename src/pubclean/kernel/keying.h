/* Keying: what a text is proposed by, and what the check needs of its shingles. */

static void band_keys(uint32_t *keys, const uint32_t *signature, int bands, int rows)
{
    for (int band = 0; band < bands; band++) {
        uint64_t state = (uint64_t)(band + 1) * HASH_BASE;
        for (int row = 0; row < rows; row++) {
            state = (state ^ signature[band * rows + row]) * FMIX_A;
            state ^= state >> 32;
        }
        keys[band] = (uint32_t)(state * FMIX_B >> 32);
    }
}

static uint32_t whole_key(const uint64_t *shingles, size_t count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += shingles[i];
    return (uint32_t)(mixed(sum) >> 32);
}

static int ascending(const void *one, const void *other)
{
    uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
    return (a > b) - (a < b);
}

/* Sort in four passes, a byte each; by comparing where there is no memory for a second array. */
static void sort_many(uint32_t *values, size_t count)
{
    uint32_t *other = malloc(count * sizeof *other), *from = values, *to = other;
    if (!other) {
        qsort(values, count, sizeof *values, ascending);
        return;
    }
    for (int shift = 0; shift < 32; shift += 8) {
        size_t place[257] = {0};
        for (size_t i = 0; i < count; i++)
            place[(from[i] >> shift & 255) + 1]++;
        for (int i = 0; i < 256; i++)
            place[i + 1] += place[i];
        for (size_t i = 0; i < count; i++)
            to[place[from[i] >> shift & 255]++] = from[i];
        uint32_t *turned = from;
        from = to;
        to = turned;
    }
    free(other); /* after four passes all is back in `values` */
}

/* Sort and drop repeats; short arrays, which most are, by insertion. */
static size_t distinct(uint32_t *values, size_t count)
{
    if (count > 96) {
        sort_many(values, count);
    } else {
        for (size_t i = 1; i < count; i++) {
            uint32_t value = values[i];
            size_t at = i;
            for (; at && values[at - 1] > value; at--)
                values[at] = values[at - 1];
            values[at] = value;
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!i || values[i] != values[i - 1])
            values[kept++] = values[i];
    return kept;
}

/* The low halves of the shingles below SAMPLE, or of the LEAST smallest; `keys` has room for count + 1. */
static size_t anchors(uint32_t *keys, const uint64_t *shingles, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        keys[found] = (uint32_t)shingles[i];
        found += shingles[i] < SAMPLE;
    }
    found = distinct(keys, found);
    if (found >= LEAST)
        return found;
    uint64_t least[LEAST];
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t value = shingles[i];
        size_t at = kept;
        while (at && least[at - 1] > value)
            at--;
        if ((at && least[at - 1] == value) || at == LEAST)
            continue;
        size_t last = kept < LEAST ? kept++ : LEAST - 1;
        for (; last > at; last--)
            least[last] = least[last - 1];
        least[at] = value;
    }
    for (size_t i = 0; i < kept; i++)
        keys[i] = (uint32_t)least[i];
    return distinct(keys, kept);
}

/* The check needs 40 bits of a shingle for "jaccard", 32 for "copies": they take five bytes and four. */
enum { WIDE = 5, NARROW = 4 };
#define WIDE_BITS ((1ull << 40) - 1)

INLINE uint64_t load40(const void *shingles, size_t i) /* reads three bytes past the last */
{
    return load64((const uint8_t *)shingles + WIDE * i) & WIDE_BITS;
}

INLINE void store40(void *shingles, size_t i, uint64_t value)
{
    uint8_t *at = (uint8_t *)shingles + WIDE * i;
    uint32_t low = (uint32_t)value;
    memcpy(at, &low, sizeof low);
    at[4] = (uint8_t)(value >> 32);
}
