#include "aggregator/run/run_fingerprint.h"

#include "aggregator/base/zone.h"
#include "aggregator/fetch/fetch.h"

#include <string.h>
#include <sys/stat.h>
#include <xxhash.h>

enum { AGENT_SIZE = 512 };

/* False if the file does not exist. */
static bool file_add(XXH3_state_t *hash, const char *path)
{
    struct stat file;
    int64_t seen[4];

    if (stat(path, &file) != 0)
        return false;
    seen[0] = file.st_size;
    seen[1] = file.st_mtim.tv_sec;
    seen[2] = file.st_mtim.tv_nsec;
    seen[3] = (int64_t)file.st_ino;
    XXH3_64bits_update(hash, seen, sizeof(seen));
    return true;
}

/* The zone may be the system's, and its rules change with the tz database. */
static void zone_add(XXH3_state_t *hash, const struct zone *zone)
{
    if (zone == NULL)
        return;
    XXH3_64bits_update(hash, zone->name, strlen(zone->name));
    XXH3_64bits_update(hash, zone->changes, zone->change_count * sizeof(*zone->changes));
}

int run_fingerprint(uint64_t *ret, const struct config *config, struct error *err)
{
    XXH3_state_t *hash = XXH3_createState();
    char agent[AGENT_SIZE];
    bool there = true;

    if (hash == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    XXH3_64bits_reset(hash);
    XXH3_64bits_update(hash, &config->hash, sizeof(config->hash));
    zone_add(hash, config->settings.timezone);
    fetch_user_agent(agent, sizeof(agent), NULL); /* contains the version */
    XXH3_64bits_update(hash, agent, strlen(agent));
    for (size_t i = 0; i < config->output_count && there; i++)
        there = file_add(hash, config->outputs[i].path);
    *ret = there ? XXH3_64bits_digest(hash) : 0;
    XXH3_freeState(hash);
    return 0;
}
