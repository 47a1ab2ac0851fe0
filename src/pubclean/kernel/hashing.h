/* Hashing: folded words to word hashes, shingles, signatures and keys. reference/sketching.py is its twin. */

#define HASH_BASE 0x9E3779B97F4A7C15ull
#define FMIX_A 0xFF51AFD7ED558CCDull
#define FMIX_B 0xC4CEB9FE1A85EC53ull
#define SAMPLE 3074457345618258602ull /* 2^64 / 6 */
enum { TURN = 11, LEAST = 6, MOST_WORDS = 8, LANES = 64 };

INLINE uint64_t mixed(uint64_t x)
{
    x = (x ^ x >> 33) * FMIX_A;
    x = (x ^ x >> 33) * FMIX_B;
    return x ^ x >> 33;
}

INLINE uint32_t mixed32(uint32_t x)
{
    x = (x ^ x >> 16) * 0x85EBCA6Bu;
    x = (x ^ x >> 13) * 0xC2B2AE35u;
    return x ^ x >> 16;
}

INLINE uint64_t first_bytes(uint64_t value, size_t count)
{
    return count >= 8 ? value : value & ((1ull << 8 * count) - 1);
}

/* Where words start and end, alternately; `edges` has room for one edge a byte and a block more. */
INLINE size_t edges_of_mask(uint32_t *edges, size_t count, uint64_t mask, uint32_t base)
{
    while (mask) {
        edges[count++] = base + (uint32_t)__builtin_ctzll(mask);
        mask &= mask - 1;
    }
    return count;
}

static size_t find_edges(uint32_t *edges, const uint8_t *bytes, size_t size)
{
    size_t count = 0;
    int before = 0;
    for (size_t i = 0; i <= size; i++) {
        int now = bytes[i] != 0;
        edges[count] = (uint32_t)i;
        count += (size_t)(now ^ before);
        before = now;
    }
    return count;
}

static void hash_words(uint64_t *hashes, const uint32_t *edges, size_t words, const uint8_t *bytes)
{
    for (size_t i = 0; i < words; i++) {
        const uint8_t *at = bytes + edges[2 * i];
        size_t size = edges[2 * i + 1] - edges[2 * i];
        uint64_t hash = first_bytes(load64(at), size);
        for (size_t done = 8; done < size; done += 8)
            hash = hash * HASH_BASE + first_bytes(load64(at + done), size - done);
        hashes[i] = mixed(hash);
    }
}

/* `hashes` has `size` zeroes after its last word, so that a text of fewer words is one shingle. */
INLINE size_t shingle_loop(uint64_t *shingles, const uint64_t *hashes, size_t words, int size)
{
    size_t made = words >= (size_t)size ? words - (size_t)size + 1 : words > 0;
    for (size_t i = 0; i < made; i++) {
        uint64_t sum = hashes[i];
        for (int place = 1; place < size; place++) {
            int turn = TURN * place;
            sum += hashes[i + (size_t)place] << turn | hashes[i + (size_t)place] >> (64 - turn);
        }
        shingles[i] = sum;
    }
    return made;
}

/* The signature of one text: `slots` is a multiple of LANES, `inputs` are mixed already. */
INLINE void sign_loop(uint32_t *signature, const uint32_t *inputs, size_t count, const uint32_t *a, const uint32_t *b,
                      size_t slots)
{
    for (size_t slot = 0; slot < slots; slot++)
        signature[slot] = UINT32_MAX;
    for (size_t i = 0; i < count; i++) {
        uint32_t input = inputs[i];
        for (size_t slot = 0; slot < slots; slot++) {
            uint32_t value = a[slot] * input + b[slot];
            signature[slot] = value < signature[slot] ? value : signature[slot];
        }
    }
}

INLINE void mix_loop(uint32_t *inputs, const uint64_t *shingles, size_t count)
{
    for (size_t i = 0; i < count; i++)
        inputs[i] = mixed32((uint32_t)shingles[i]);
}

static size_t shingle(uint64_t *shingles, const uint64_t *hashes, size_t words, int size)
{
    return size == 5 ? shingle_loop(shingles, hashes, words, 5) : shingle_loop(shingles, hashes, words, size);
}

static void sign(uint32_t *signature, uint32_t *inputs, const uint64_t *shingles, size_t count, const uint32_t *a,
                 const uint32_t *b, size_t slots)
{
    mix_loop(inputs, shingles, count);
    sign_loop(signature, inputs, count, a, b, slots);
}

#if X86
WITH_AVX2 static size_t find_edges_avx2(uint32_t *edges, const uint8_t *bytes, size_t size)
{
    size_t count = 0;
    uint64_t carry = 0;
    const __m256i zero = _mm256_setzero_si256();
    for (size_t i = 0; i <= size; i += 64) {
        unsigned low = (unsigned)_mm256_movemask_epi8(
            _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(bytes + i)), zero));
        unsigned high = (unsigned)_mm256_movemask_epi8(
            _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(bytes + i + 32)), zero));
        uint64_t words = ~((uint64_t)high << 32 | low);
        count = edges_of_mask(edges, count, words ^ (words << 1 | carry), (uint32_t)i);
        carry = words >> 63;
    }
    return count;
}

WITH_AVX512 static size_t find_edges_avx512(uint32_t *edges, const uint8_t *bytes, size_t size)
{
    uint8_t order[64];
    for (int i = 0; i < 64; i++)
        order[i] = (uint8_t)i;
    const __m512i places = _mm512_loadu_si512(order);
    size_t count = 0;
    uint64_t carry = 0;
    for (size_t i = 0; i <= size; i += 64) {
        uint64_t words = _mm512_test_epi8_mask(_mm512_loadu_si512(bytes + i), _mm512_set1_epi8(-1));
        uint64_t mask = words ^ (words << 1 | carry);
        int found = __builtin_popcountll(mask);
        __m512i at = _mm512_maskz_compress_epi8(mask, places), base = _mm512_set1_epi32((int)i);
        carry = words >> 63;
        _mm512_storeu_si512(edges + count, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(at))));
        if (found > 16) {
            _mm512_storeu_si512(edges + count + 16, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(
                                                        _mm512_extracti32x4_epi32(at, 1))));
            _mm512_storeu_si512(edges + count + 32, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(
                                                        _mm512_extracti32x4_epi32(at, 2))));
            _mm512_storeu_si512(edges + count + 48, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(
                                                        _mm512_extracti32x4_epi32(at, 3))));
        }
        count += (size_t)found;
    }
    return count;
}

WITH_AVX512 INLINE __m512i mixed8(__m512i x)
{
    x = _mm512_mullo_epi64(_mm512_xor_si512(x, _mm512_srli_epi64(x, 33)), _mm512_set1_epi64((long long)FMIX_A));
    x = _mm512_mullo_epi64(_mm512_xor_si512(x, _mm512_srli_epi64(x, 33)), _mm512_set1_epi64((long long)FMIX_B));
    return _mm512_xor_si512(x, _mm512_srli_epi64(x, 33));
}

/* Eight words at a time: up to sixteen bytes of each, and the rare longer ones once more. */
WITH_AVX512 static void hash_words_avx512(uint64_t *hashes, const uint32_t *edges, size_t words, const uint8_t *bytes)
{
    size_t i = 0;
    const __m512i eight = _mm512_set1_epi64(8), ones = _mm512_set1_epi64(-1);
    for (; i + 8 <= words; i += 8) {
        __m512i pair = _mm512_loadu_si512(edges + 2 * i); /* start, end, start, end, ... */
        __m512i start = _mm512_and_si512(pair, _mm512_set1_epi64(0xFFFFFFFF));
        __m512i size = _mm512_sub_epi64(_mm512_srli_epi64(pair, 32), start);
        __mmask8 longer = _mm512_cmpgt_epi64_mask(size, eight);
        __m512i here = _mm512_min_epi64(size, eight);
        __m512i hash = _mm512_i64gather_epi64(start, bytes, 1);
        hash = _mm512_and_si512(hash, _mm512_srlv_epi64(ones, _mm512_slli_epi64(_mm512_sub_epi64(eight, here), 3)));
        if (longer) {
            __m512i rest = _mm512_min_epi64(_mm512_sub_epi64(size, eight), eight);
            __m512i tail = _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), longer, _mm512_add_epi64(start, eight),
                                                       bytes, 1);
            tail = _mm512_and_si512(tail,
                                    _mm512_srlv_epi64(ones, _mm512_slli_epi64(_mm512_sub_epi64(eight, rest), 3)));
            __m512i both = _mm512_add_epi64(_mm512_mullo_epi64(hash, _mm512_set1_epi64((long long)HASH_BASE)), tail);
            hash = _mm512_mask_mov_epi64(hash, longer, both);
        }
        _mm512_storeu_si512(hashes + i, mixed8(hash));
        unsigned longest = _mm512_cmpgt_epi64_mask(size, _mm512_set1_epi64(16));
        for (; longest; longest &= longest - 1) {
            size_t word = i + (size_t)__builtin_ctz(longest);
            hash_words(hashes + word, edges + 2 * word, 1, bytes);
        }
    }
    hash_words(hashes + i, edges + 2 * i, words - i, bytes);
}

WITH_AVX2 static size_t shingle_avx2(uint64_t *shingles, const uint64_t *hashes, size_t words, int size)
{
    return size == 5   ? shingle_loop(shingles, hashes, words, 5)
           : size == 3 ? shingle_loop(shingles, hashes, words, 3)
                       : shingle_loop(shingles, hashes, words, size);
}

WITH_AVX512 static size_t shingle_avx512(uint64_t *shingles, const uint64_t *hashes, size_t words, int size)
{
    return size == 5   ? shingle_loop(shingles, hashes, words, 5)
           : size == 3 ? shingle_loop(shingles, hashes, words, 3)
                       : shingle_loop(shingles, hashes, words, size);
}

/* The accumulators are written out: left alone, gcc spills them. */
WITH_AVX2 static void sign_avx2(uint32_t *signature, uint32_t *inputs, const uint64_t *shingles, size_t count,
                                const uint32_t *a, const uint32_t *b, size_t slots)
{
    mix_loop(inputs, shingles, count);
    for (size_t slot = 0; slot < slots; slot += 32) {
        __m256i least[4], times[4], plus[4];
        for (int k = 0; k < 4; k++) {
            least[k] = _mm256_set1_epi32(-1);
            times[k] = _mm256_loadu_si256((const __m256i *)(a + slot + 8 * k));
            plus[k] = _mm256_loadu_si256((const __m256i *)(b + slot + 8 * k));
        }
        for (size_t i = 0; i < count; i++) {
            __m256i input = _mm256_set1_epi32((int)inputs[i]);
            least[0] = _mm256_min_epu32(least[0], _mm256_add_epi32(_mm256_mullo_epi32(input, times[0]), plus[0]));
            least[1] = _mm256_min_epu32(least[1], _mm256_add_epi32(_mm256_mullo_epi32(input, times[1]), plus[1]));
            least[2] = _mm256_min_epu32(least[2], _mm256_add_epi32(_mm256_mullo_epi32(input, times[2]), plus[2]));
            least[3] = _mm256_min_epu32(least[3], _mm256_add_epi32(_mm256_mullo_epi32(input, times[3]), plus[3]));
        }
        for (int k = 0; k < 4; k++)
            _mm256_storeu_si256((__m256i *)(signature + slot + 8 * k), least[k]);
    }
}

WITH_AVX512 static void sign_avx512(uint32_t *signature, uint32_t *inputs, const uint64_t *shingles, size_t count,
                                    const uint32_t *a, const uint32_t *b, size_t slots)
{
    mix_loop(inputs, shingles, count);
    for (size_t slot = 0; slot < slots; slot += 64) {
        __m512i least[4], times[4], plus[4];
        for (int k = 0; k < 4; k++) {
            least[k] = _mm512_set1_epi32(-1);
            times[k] = _mm512_loadu_si512(a + slot + 16 * k);
            plus[k] = _mm512_loadu_si512(b + slot + 16 * k);
        }
        for (size_t i = 0; i < count; i++) {
            __m512i input = _mm512_set1_epi32((int)inputs[i]);
            least[0] = _mm512_min_epu32(least[0], _mm512_add_epi32(_mm512_mullo_epi32(input, times[0]), plus[0]));
            least[1] = _mm512_min_epu32(least[1], _mm512_add_epi32(_mm512_mullo_epi32(input, times[1]), plus[1]));
            least[2] = _mm512_min_epu32(least[2], _mm512_add_epi32(_mm512_mullo_epi32(input, times[2]), plus[2]));
            least[3] = _mm512_min_epu32(least[3], _mm512_add_epi32(_mm512_mullo_epi32(input, times[3]), plus[3]));
        }
        for (int k = 0; k < 4; k++)
            _mm512_storeu_si512(signature + slot + 16 * k, least[k]);
    }
}
#endif

/* What serves on this machine. */
typedef struct {
    size_t (*edges)(uint32_t *, const uint8_t *, size_t);
    void (*words)(uint64_t *, const uint32_t *, size_t, const uint8_t *);
    size_t (*shingles)(uint64_t *, const uint64_t *, size_t, int);
    void (*sign)(uint32_t *, uint32_t *, const uint64_t *, size_t, const uint32_t *, const uint32_t *, size_t);
} Hashing;

static Hashing hashing(void)
{
#if X86
    if (level == AVX512)
        return (Hashing){find_edges_avx512, hash_words_avx512, shingle_avx512, sign_avx512};
    if (level == AVX2)
        return (Hashing){find_edges_avx2, hash_words, shingle_avx2, sign_avx2};
#endif
    return (Hashing){find_edges, hash_words, shingle, sign};
}

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
