/* The longest common subsequence, bit-parallel (Hyyrö). */

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
    if (m > n) /* the table takes the square of the shorter run */
        return common(aligner, b, n, a, m);
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
        uint32_t *place = aligner->low + (a[i] & 255);
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
