/* The engine that grows: texts in order, each new or a repeat of a kept one. reference/engine.py is its twin. */

enum { SOON = 4 }; /* texts: how far ahead memory is asked for */

/* Look keys up; return how many rows they propose, counting a row for each; SIZE_MAX when there is no memory. */
static size_t look_up(const Engine *engine, Desk *desk, const uint32_t *keys, uint32_t count)
{
    size_t most = 0;
    if (!RESERVE(desk->spans, desk->span_room, count))
        return SIZE_MAX;
    for (uint32_t i = 0; i < count; i++) {
        Span *span = desk->spans + i;
        span->rows = rows_of(&engine->keys, keys[i], &span->count);
        span->fresh = 0;
        most += span->count;
    }
    return most;
}

INLINE int is_gone(const Engine *engine, uint32_t row)
{
    return row < engine->row_count && atomic_load_explicit(&engine->rows[row].flags, memory_order_relaxed) & GONE;
}

/* Tally the rows that keys propose; 0 when there is no memory. */
static int tally_all(Desk *desk, const Fresh *fresh, uint32_t count, size_t most, Tallies *tallies)
{
    Tallies held;
    if (!clear_desk(desk, most, &held))
        return 0;
    for (uint32_t i = 0; i < count; i++) {
        const Span *span = desk->spans + i;
        for (uint32_t k = 0; k < span->count; k++)
            tally(&held, span->rows[k], !i);
        for (uint32_t at = span->fresh; at; at = fresh->links[at - 1].older)
            tally(&held, fresh->links[at - 1].row, !i);
    }
    *tallies = held;
    return 1;
}

/* Choose the rows to check of those that `count` keys on the desk propose, at most MOST; NONE: there is no memory. */
static uint32_t propose(const Engine *engine, const Fresh *fresh, Desk *desk, uint32_t count, size_t most)
{
    const uint32_t need = engine->plan.copies && count > 2 ? 2 : 1; /* a text may have one anchor only */
    uint32_t kept = 0;
    Tallies tallies;
    if (!most)
        return 0;
    if (most == SIZE_MAX || !tally_all(desk, fresh, count, most, &tallies) ||
        !RESERVE(desk->proposed, desk->proposed_room, most < MOST ? MOST : most))
        return NONE;
    for (uint32_t i = 0; i < tallies.count; i++) {
        const Tally *line = desk->tallies + desk->found[i];
        if (line->shared >= need && !is_gone(engine, line->row - 1)) {
            desk->found[kept] = desk->found[i];
            desk->proposed[kept++] = line->row - 1;
        }
    }
    if (kept <= MOST)
        return kept;
    return leave_most(desk, kept) ? MOST : NONE;
}

/* Drop a text's repeated shingles, and make it the one at hand for checks. */
static int ready(const Engine *engine, Desk *desk, Finding *finding)
{
    const View *view = &finding->view;
    const uint32_t *shingles = view->shingles;
    if (!distinct_shingles(&desk->set, view->shingles, &finding->view.count, engine->plan.copies))
        return 0;
    finding->raw = 0;
    if (engine->plan.copies) {
        memset(desk->trace, 0, sizeof desk->trace);
        for (size_t i = 0; i < view->count; i++)
            desk->trace[shingles[i] >> 25] |= 1ull << (shingles[i] >> 19 & 63);
    }
    return 1;
}

/* Whether two texts of prose surely share too little to be copies; it costs a fifth of counting what they share. */
static int unrelated(const Desk *desk, const View *new, const View *old)
{
    const uint32_t *shingles = old->shingles;
    uint32_t fewer = new->count < old->count ? new->count : old->count;
    size_t most = 0;
    if (new->words < SHORT || old->words < SHORT || old->count > LARGE)
        return 0;
    for (size_t i = 0; i < old->count; i++)
        most += desk->trace[shingles[i] >> 25] >> (shingles[i] >> 19 & 63) & 1;
    return (double)most / fewer < TRACE;
}

/* View a row, one kept a moment ago too, without its repeated shingles; 0 when there is no memory. */
static int look_at(Engine *engine, const Fresh *fresh, Desk *desk, uint32_t row, View *view)
{
    if (row < engine->row_count) {
        int done = settle(engine, &desk->other, engine->rows + row);
        *view = view_row(engine, engine->rows + row);
        return done;
    }
    Finding *finding = fresh->kept[row - fresh->first];
    View *fresher = &finding->view;
    if (finding->raw && !distinct_shingles(&desk->other, fresher->shingles, &fresher->count, engine->plan.copies))
        return 0;
    finding->raw = 0;
    *view = *fresher;
    return 1;
}

/* How far the text at hand repeats a kept row, 0 when it does not, -1 when there is no memory. */
static double similarity(Engine *engine, const Fresh *fresh, Desk *desk, const View *new, uint32_t row)
{
    const Plan *plan = &engine->plan;
    View old;
    if (!look_at(engine, fresh, desk, row, &old))
        return -1;
    if (plan->copies && unrelated(desk, new, &old))
        return 0;
    if (plan->copies)
        return copied_share(&desk->aligner, new, &old, shared_shingles(&desk->set, new, &old, 1), plan->threshold);
    double fewer = new->count < old.count ? new->count : old.count;
    double more = new->count < old.count ? old.count : new->count;
    if (fewer / more < plan->threshold)
        return 0;
    size_t shared = shared_shingles(&desk->set, new, &old, 0);
    double jaccard = (double)shared / (double)(new->count + old.count - shared);
    return jaccard >= plan->threshold ? jaccard : 0;
}

/* Ask for the first of what the checks will read. */
INLINE void foresee_rows(const Engine *engine, const Desk *desk, uint32_t count)
{
    for (uint32_t k = 0; k < count; k++) {
        if (desk->proposed[k] >= engine->row_count)
            continue;
        const uint8_t *data = engine->rows[desk->proposed[k]].data;
        for (int line = 0; line < 6; line++)
            PREFETCH(data + 64 * line);
    }
}

/* Find the kept row that a text, its keys looked up, repeats most closely; 0 when there is no memory. */
static int find_closest(Engine *engine, const Fresh *fresh, Desk *desk, uint32_t count, size_t most, Finding *finding)
{
    uint32_t proposed = propose(engine, fresh, desk, count, most);
    finding->at = NONE;
    finding->best = 0;
    if (!proposed)
        return 1;
    if (proposed == NONE)
        return 0;
    foresee_rows(engine, desk, proposed);
    if (!ready(engine, desk, finding))
        return 0;
    for (uint32_t k = 0; k < proposed; k++) {
        uint32_t row = desk->proposed[k];
        double found = similarity(engine, fresh, desk, &finding->view, row);
        if (found < 0)
            return 0;
        if (found > finding->best || (found == finding->best && finding->at != NONE && row < finding->at)) {
            finding->best = found;
            finding->at = row;
        }
    }
    return 1;
}

/* Write a text to its row; 0 when there is no memory. */
static int write_row(Engine *engine, Arena *arena, const Finding *finding, uint32_t whole, Row *row)
{
    const View *view = &finding->view;
    size_t shingles = view->count * (size_t)(engine->plan.copies ? NARROW : WIDE);
    size_t numbers = view->number_count * sizeof(uint32_t);
    uint8_t *data = allot(engine, arena, shingles + numbers + view->size);
    if (!data)
        return 0;
    copy(data, view->shingles, shingles);
    if (engine->plan.copies) {
        copy(data + shingles, view->numbers, numbers);
        copy(data + shingles + numbers, view->text, view->size);
    }
    *row = (Row){data, view->count, view->size, view->points, view->number_count, view->words, whole, 0};
    atomic_init(&row->flags, finding->raw ? RAW : 0);
    return 1;
}

static int reserve_rows(Engine *engine, size_t count)
{
    return engine->row_count + count < LISTED - 2 && RESERVE(engine->rows, engine->row_room, engine->row_count + count);
}

/* Keep a text; 0 when there is no memory. */
static int keep(Engine *engine, const Finding *finding, const uint32_t *keys, uint32_t count)
{
    Row *row = reserve_rows(engine, 1) ? engine->rows + engine->row_count : NULL;
    if (!row || !write_row(engine, &engine->arena, finding, count ? keys[0] : 0, row))
        return 0;
    for (uint32_t i = 0; i < count; i++)
        if (!insert(&engine->keys, keys[i], (uint32_t)engine->row_count, engine->plan.copies))
            return 0;
    engine->row_count++;
    return 1;
}

static Finding found_nothing(const Sketch *sketch, const Part *part)
{
    return (Finding){.view = view_part(sketch, part), .at = NONE, .raw = 1};
}

/* Find the kept row that text `i` of a sketch repeats, or keep it; 0 when there is no memory. */
static int decide(Engine *engine, Desk *desk, const Sketch *sketch, size_t i, int64_t *row, float *score)
{
    const Part *part = sketch->parts + i;
    const uint32_t *keys = sketch->keys + part->key;
    Finding finding = found_nothing(sketch, part);
    engine->keys.texts++;
    engine->keys.awaited -= engine->keys.awaited > 0;
    if (!find_closest(engine, NULL, desk, part->keys, look_up(engine, desk, keys, part->keys), &finding))
        return 0;
    *row = finding.at == NONE ? (int64_t)engine->row_count : finding.at;
    *score = finding.at == NONE ? 1 : (float)finding.best;
    return finding.at != NONE || keep(engine, &finding, keys, part->keys);
}

/* Make room for texts to come; without it the room grows as they come. */
static int expect(Engine *engine, size_t texts)
{
    size_t keys = texts * (size_t)(engine->plan.copies ? 1 : 1 + engine->plan.bands);
    engine->keys.awaited += texts;
    return reserve_rows(engine, texts) && expect_keys(&engine->keys, keys_used(&engine->keys) + keys);
}

/* Ask for the memory that looking up text `i` will read: first the slots of its keys, later their lists. */
INLINE void foresee(const Engine *engine, const Sketch *sketch, size_t i, int lists)
{
    if (i >= sketch->count)
        return;
    const Part *part = sketch->parts + i;
    for (uint32_t k = 0; k < part->keys; k++) {
        if (lists)
            foresee_list(&engine->keys, sketch->keys[part->key + k]);
        else
            foresee_slot(&engine->keys, sketch->keys[part->key + k]);
    }
}

/* Decide all texts of a sketch, in order; 0 when there is no memory. */
static int decide_all(Engine *engine, Desk *desk, const Sketch *sketch, int64_t *rows, float *scores)
{
    int done = 1;
    for (size_t i = 0; i < SOON; i++)
        foresee(engine, sketch, i, 0);
    for (size_t i = 0; done && i < sketch->count; i++) {
        foresee(engine, sketch, i + SOON, 0);
        foresee(engine, sketch, i + 1, 1);
        done = decide(engine, desk, sketch, i, rows + i, scores + i);
    }
    return done;
}
