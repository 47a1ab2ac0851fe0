/* Sketching: a batch of texts to shingles and the keys they are proposed by; no Python, any thread. */

typedef struct {
    int copies, words, bands, rows;
    double threshold;
    size_t used, slots; /* of a and b: given, and padded to LANES */
    uint32_t *a, *b;
} Plan;

/* One text of a batch. Copies have their words too, parted by single spaces, and their numbers, ascending. */
typedef struct {
    size_t key, shingle, text, number; /* where its own begin */
    uint32_t keys, shingles, size, points, numbers, words;
} Part;

typedef struct {
    Part *parts;
    uint32_t *keys, *numbers;
    uint64_t *shingles; /* as narrow as the check needs them, once a text is sketched */
    uint8_t *text;
    size_t count, key_count, number_count, shingle_count, text_size;
    size_t part_room, key_room, number_room, shingle_room, text_room;
} Sketch;

/* What one thread works with. */
typedef struct {
    Folded folded;
    uint32_t *edges, *inputs, *signature;
    uint64_t *hashes;
    size_t edge_room, input_room, hash_room, signature_room;
} Bench;

static void free_sketch(Sketch *sketch)
{
    free(sketch->parts);
    free(sketch->keys);
    free(sketch->numbers);
    free(sketch->shingles);
    free(sketch->text);
    memset(sketch, 0, sizeof *sketch);
}

static void empty_sketch(Sketch *sketch)
{
    sketch->count = sketch->key_count = sketch->number_count = sketch->shingle_count = sketch->text_size = 0;
}

static void free_bench(Bench *bench)
{
    free(bench->folded.bytes);
    free(bench->edges);
    free(bench->inputs);
    free(bench->signature);
    free(bench->hashes);
    memset(bench, 0, sizeof *bench);
}

/* Give the part its keys, from its shingles. */
static int sketch_keys(Sketch *sketch, Bench *bench, const Plan *plan, Part *part)
{
    const uint64_t *shingles = sketch->shingles + part->shingle;
    size_t most = 1 + LEAST + (plan->copies ? part->shingles : (size_t)plan->bands);
    if (!RESERVE(sketch->keys, sketch->key_room, sketch->key_count + most))
        return 0;
    uint32_t *keys = sketch->keys + sketch->key_count;
    part->key = sketch->key_count;
    part->keys = 0;
    if (!part->shingles)
        return 1;
    keys[0] = whole_key(shingles, part->shingles);
    if (plan->copies) {
        part->keys = 1 + (uint32_t)anchors(keys + 1, shingles, part->shingles);
    } else {
        if (!RESERVE(bench->inputs, bench->input_room, part->shingles) ||
            !RESERVE(bench->signature, bench->signature_room, plan->slots))
            return 0;
        hashing().sign(bench->signature, bench->inputs, shingles, part->shingles, plan->a, plan->b, plan->slots);
        band_keys(keys + 1, bench->signature, plan->bands, plan->rows);
        part->keys = 1 + (uint32_t)plan->bands;
    }
    sketch->key_count += part->keys;
    return 1;
}

/* Leave of the shingles what the check needs, where they lie. */
static void narrow(Sketch *sketch, const Plan *plan, const Part *part)
{
    uint8_t *at = (uint8_t *)(sketch->shingles + part->shingle);
    for (size_t i = 0; i < part->shingles; i++) {
        uint64_t value = load64(at + 8 * i);
        uint32_t low = (uint32_t)value;
        if (plan->copies)
            memcpy(at + NARROW * i, &low, sizeof low);
        else
            store40(at, i, value);
    }
}

static uint32_t code_points(const uint8_t *text, size_t size)
{
    uint32_t count = 0;
    for (size_t i = 0; i < size; i++)
        count += (int8_t)text[i] >= -64; /* all but the tails, 0x80 to 0xBF */
    return count;
}

/* Keep what the check for copies reads: the words, and which of them begin with a digit. */
static int sketch_words(Sketch *sketch, const Bench *bench, Part *part, size_t words)
{
    const uint8_t *bytes = bench->folded.bytes;
    const uint32_t *edges = bench->edges;
    if (!RESERVE(sketch->text, sketch->text_room, sketch->text_size + bench->folded.size + words + PAD) ||
        !RESERVE(sketch->numbers, sketch->number_room, sketch->number_count + words))
        return 0;
    uint8_t *out = sketch->text + sketch->text_size;
    uint32_t *numbers = sketch->numbers + sketch->number_count;
    size_t found = 0;
    part->text = sketch->text_size;
    part->number = sketch->number_count;
    for (size_t i = 0; i < words; i++) {
        const uint8_t *word = bytes + edges[2 * i];
        size_t size = edges[2 * i + 1] - edges[2 * i];
        if (i)
            *out++ = ' ';
        memcpy(out, word, 16); /* most words; PAD makes it safe to write */
        if (size > 16)
            memcpy(out + 16, word + 16, size - 16);
        out += size;
        if (*word >= '0' && *word <= '9')
            numbers[found++] = (uint32_t)bench->hashes[i];
    }
    part->size = (uint32_t)(out - sketch->text - sketch->text_size);
    part->points = code_points(sketch->text + part->text, part->size);
    part->numbers = (uint32_t)distinct(numbers, found);
    sketch->text_size += part->size;
    sketch->number_count += part->numbers;
    return 1;
}

/* Add the text that lies folded on the bench. */
static int sketch_folded(Sketch *sketch, Bench *bench, const Plan *plan)
{
    Hashing use = hashing();
    size_t size = bench->folded.size;
    if (!RESERVE(sketch->parts, sketch->part_room, sketch->count + 1) ||
        !RESERVE(bench->edges, bench->edge_room, size + 2 + LANES))
        return 0;
    size_t words = use.edges(bench->edges, bench->folded.bytes, size) / 2;
    if (!RESERVE(bench->hashes, bench->hash_room, words + MOST_WORDS) ||
        !RESERVE(sketch->shingles, sketch->shingle_room, sketch->shingle_count + words + 1))
        return 0;
    use.words(bench->hashes, bench->edges, words, bench->folded.bytes);
    memset(bench->hashes + words, 0, MOST_WORDS * sizeof *bench->hashes);
    Part *part = sketch->parts + sketch->count;
    *part = (Part){.shingle = sketch->shingle_count, .words = (uint32_t)words};
    part->shingles = (uint32_t)use.shingles(sketch->shingles + part->shingle, bench->hashes, words, plan->words);
    sketch->shingle_count += part->shingles;
    if (!sketch_keys(sketch, bench, plan, part) || (plan->copies && !sketch_words(sketch, bench, part, words)))
        return 0;
    narrow(sketch, plan, part);
    sketch->count++;
    return 1;
}

static int sketch_text(Sketch *sketch, Bench *bench, const Plan *plan, const uint8_t *text, size_t size)
{
    return fold(&bench->folded, text, size) && sketch_folded(sketch, bench, plan);
}

/* Add a row of a dump: words that are folded already and parted by zero bytes, or a key and shingles. */
static int sketch_row(Sketch *sketch, Bench *bench, const Plan *plan, const uint8_t *data, size_t size)
{
    if (plan->copies) {
        if (!RESERVE(bench->folded.bytes, bench->folded.room, size + PAD))
            return 0;
        copy(bench->folded.bytes, data, size);
        memset(bench->folded.bytes + size, 0, PAD);
        bench->folded.size = size;
        return sketch_folded(sketch, bench, plan);
    }
    size_t count = size / 8 - (size >= 8); /* after the key of the whole text */
    if (!RESERVE(sketch->parts, sketch->part_room, sketch->count + 1) ||
        !RESERVE(sketch->shingles, sketch->shingle_room, sketch->shingle_count + count + 1))
        return 0;
    Part *part = sketch->parts + sketch->count;
    *part = (Part){.shingle = sketch->shingle_count, .shingles = (uint32_t)count};
    for (size_t i = 0; i < count; i++)
        sketch->shingles[part->shingle + i] = load64(data + 8 + 8 * i);
    sketch->shingle_count += count;
    if (!sketch_keys(sketch, bench, plan, part))
        return 0;
    if (part->keys)
        sketch->keys[part->key] = (uint32_t)load64(data);
    narrow(sketch, plan, part);
    sketch->count++;
    return 1;
}
