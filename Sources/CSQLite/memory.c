#include "CSQLite.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

void slam_give_back_lists(int bytes) {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, bytes);
#else
    (void)bytes;
#endif
}

void slam_give_back(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}
