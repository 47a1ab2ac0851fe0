/* Signing: shingles to the least value of each permutation. reference/sketching.py is its twin. */

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

static void sign(uint32_t *signature, uint32_t *inputs, const uint64_t *shingles, size_t count, const uint32_t *a,
                 const uint32_t *b, size_t slots)
{
    mix_loop(inputs, shingles, count);
    sign_loop(signature, inputs, count, a, b, slots);
}

#if X86
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
