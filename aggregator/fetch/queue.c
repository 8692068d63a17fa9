#include "aggregator/fetch/queue.h"

#include <string.h>

enum { NAME_BYTES = 320, TABLE_MIN = 64 };

int queue_init(struct queue *queue, size_t count, struct error *err)
{
    /* Each redirect hop may add a new host, so the arrays have room for six hosts per request. */
    size_t hosts = count * 6 + 1;

    *queue = (struct queue){.table_size = TABLE_MIN};
    while (queue->table_size < hosts * 2)
        queue->table_size *= 2;
    arena_init(&queue->arena, 65536 + count * (6 * NAME_BYTES + 6 * sizeof(struct queue_host) +
                                               64 * sizeof(size_t)));
    queue->table = arena_array(&queue->arena, queue->table_size, sizeof(size_t));
    queue->hosts = arena_array(&queue->arena, hosts, sizeof(struct queue_host));
    queue->heap = arena_array(&queue->arena, hosts, sizeof(size_t));
    queue->next = arena_array(&queue->arena, count, sizeof(size_t));
    queue->host_of = arena_array(&queue->arena, count, sizeof(size_t));
    if (queue->table == NULL || queue->hosts == NULL || queue->heap == NULL ||
        queue->next == NULL || queue->host_of == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory for %zu requests", count);
    return 0;
}

void queue_release(struct queue *queue)
{
    if (queue != NULL)
        arena_release(&queue->arena);
}

static bool comes_before(const struct queue *queue, size_t a, size_t b)
{
    const struct queue_host *x = &queue->hosts[a], *y = &queue->hosts[b];

    return x->ready_ms != y->ready_ms ? x->ready_ms < y->ready_ms : x->turn < y->turn;
}

static void heap_push(struct queue *queue, size_t host)
{
    size_t at = queue->heap_count++;

    while (at > 0 && comes_before(queue, host, queue->heap[(at - 1) / 2])) {
        queue->heap[at] = queue->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    queue->heap[at] = host;
}

static size_t heap_pop(struct queue *queue)
{
    size_t top = queue->heap[0], last = queue->heap[--queue->heap_count], at = 0, child;

    while ((child = 2 * at + 1) < queue->heap_count) {
        if (child + 1 < queue->heap_count &&
            comes_before(queue, queue->heap[child + 1], queue->heap[child]))
            child++;
        if (!comes_before(queue, queue->heap[child], last))
            break;
        queue->heap[at] = queue->heap[child];
        at = child;
    }
    queue->heap[at] = last;
    return top;
}

/* FNV-1a is enough: the user chose most of the hosts, and there are few others. */
static size_t name_hash(const char *name)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * UINT64_C(1099511628211);
    return (size_t)(hash ^ hash >> 32);
}

/* The index of a host, added when it is new; SIZE_MAX when out of memory. */
static size_t host_find(struct queue *queue, const char *name)
{
    size_t at = name_hash(name) & (queue->table_size - 1), number;
    const char *copy;

    while (queue->table[at] != 0) {
        if (strcmp(queue->hosts[queue->table[at] - 1].name, name) == 0)
            return queue->table[at] - 1;
        at = (at + 1) & (queue->table_size - 1);
    }
    copy = arena_strdup(&queue->arena, name);
    if (copy == NULL || (queue->host_count + 1) * 2 > queue->table_size)
        return SIZE_MAX;
    number = queue->host_count++;
    queue->table[at] = number + 1;
    queue->hosts[number] = (struct queue_host){
        .name = copy, .ready_ms = queue->first_ready_ms, .first = SIZE_MAX, .last = SIZE_MAX};
    return number;
}

/* Finds the host, and puts it on the heap for its first queued request; NULL when out of memory. */
static struct queue_host *host_join(struct queue *queue, size_t request, const char *name)
{
    size_t number = host_find(queue, name);
    struct queue_host *host;

    if (number == SIZE_MAX)
        return NULL;
    host = &queue->hosts[number];
    queue->host_of[request] = number;
    queue->waiting++;
    if (host->first == SIZE_MAX && !host->busy) {
        host->turn = queue->turn++;
        heap_push(queue, number);
    }
    return host;
}

static int out_of_memory(const char *host, struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory for the host %.100s", host);
}

int queue_add(struct queue *queue, size_t request, const char *host, struct error *err)
{
    struct queue_host *found = host_join(queue, request, host);

    if (found == NULL)
        return out_of_memory(host, err);
    queue->next[request] = SIZE_MAX;
    if (found->first == SIZE_MAX)
        found->first = request;
    else
        queue->next[found->last] = request;
    found->last = request;
    return 0;
}

int queue_add_first(struct queue *queue, size_t request, const char *host, struct error *err)
{
    struct queue_host *found = host_join(queue, request, host);

    if (found == NULL)
        return out_of_memory(host, err);
    queue->next[request] = found->first;
    if (found->first == SIZE_MAX)
        found->last = request;
    found->first = request;
    return 0;
}

bool queue_take(size_t *ret_request, struct queue *queue, int64_t now_ms)
{
    struct queue_host *host;

    if (queue_wait_ms(queue, now_ms) != 0)
        return false;
    host = &queue->hosts[heap_pop(queue)];
    *ret_request = host->first;
    host->first = queue->next[host->first];
    host->busy = true;
    queue->waiting--;
    return true;
}

void queue_finish(struct queue *queue, size_t request, int64_t ready_ms)
{
    size_t number = queue->host_of[request];
    struct queue_host *host = &queue->hosts[number];

    host->busy = false;
    host->ready_ms = host->throttled ? 0 : ready_ms;
    host->turn = queue->turn++;
    if (host->first != SIZE_MAX)
        heap_push(queue, number);
}

int64_t queue_wait_ms(const struct queue *queue, int64_t now_ms)
{
    int64_t ready_ms;

    if (queue->heap_count == 0)
        return -1;
    ready_ms = queue->hosts[queue->heap[0]].ready_ms;
    return ready_ms > now_ms ? ready_ms - now_ms : 0;
}

void queue_throttle(struct queue *queue, size_t request, int64_t until)
{
    struct queue_host *host = &queue->hosts[queue->host_of[request]];

    if (host->throttled && host->throttled_until >= until)
        return;
    host->throttled = true;
    host->throttled_until = until;
}

bool queue_throttled(const struct queue *queue, size_t request, int64_t *ret_until)
{
    const struct queue_host *host = &queue->hosts[queue->host_of[request]];

    if (host->throttled)
        *ret_until = host->throttled_until;
    return host->throttled;
}

bool queue_is_last(const struct queue *queue, size_t request)
{
    return queue->hosts[queue->host_of[request]].first == SIZE_MAX;
}

const char *queue_host_name(const struct queue *queue, size_t request)
{
    return queue->hosts[queue->host_of[request]].name;
}
