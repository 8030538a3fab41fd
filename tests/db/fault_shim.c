/* Disk errors on demand, loaded before libc (LD_PRELOAD): the n-th call that changes what a disk
   holds below a folder fails with an errno, and so may those after it. `tests.db.faults` compiles
   and drives it. It needs no header, so that the smallest compiler will do. */

typedef unsigned long size_t;
typedef long ssize_t;
extern void *dlsym(void *handle, const char *name);
extern int *__errno_location(void);
extern ssize_t readlink(const char *path, char *buffer, size_t size);
extern int snprintf(char *buffer, size_t size, const char *format, ...);
extern int strncmp(const char *one, const char *other, size_t size);
extern char *strncpy(char *to, const char *from, size_t size);
extern size_t strlen(const char *text);

#define NEXT(name) dlsym((void *)-1L, name)
#define LONGEST 4096

static char folder[LONGEST];
static long seen, first = -1, last = -1, failed;
static int number, torn;

/* Watch the files below `path`; count from nought, fail nothing. */
void fault_watch(const char *path) {
    strncpy(folder, path, LONGEST - 1);
    seen = failed = 0;
    first = last = -1;
}

/* From call `from` (0 is the next one) on `many` calls fail with `errno_` (many < 0: all).
   halves: half of what the first of them should have written is written. */
void fault_arm(long from, long many, int errno_, int halves) {
    seen = failed = 0;
    first = from;
    last = many < 0 ? -1 : from + many - 1;
    number = errno_;
    torn = halves;
}

void fault_disarm(void) { first = last = -1; }
long fault_seen(void) { return seen; }
long fault_failed(void) { return failed; }

static int below(const char *path) {
    return folder[0] && !strncmp(path, folder, strlen(folder));
}

static int watched(int file) {
    char name[64], path[LONGEST];
    ssize_t size;
    int before = *__errno_location();
    if (!folder[0]) return 0;
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    size = readlink(name, path, LONGEST - 1);
    *__errno_location() = before;
    if (size < 0) return 0;
    path[size] = 0;
    return below(path);
}

/* 0: let it through; 1: it fails; 2: it fails after half of it. */
static int judged(void) {
    long at = seen++;
    if (first < 0 || at < first || (last >= 0 && at > last)) return 0;
    failed++;
    *__errno_location() = number;
    return torn && at == first ? 2 : 1;
}

#define WRITING(name, parameters, with, given)                                     \
    ssize_t name parameters {                                                      \
        ssize_t (*real) parameters = NEXT(#name);                                  \
        int verdict = watched(file) ? judged() : 0;                                \
        if (verdict == 2) { real with; *__errno_location() = number; }             \
        return verdict ? -1 : real given;                                          \
    }
WRITING(write, (int file, const void *bytes, size_t size),
        (file, bytes, size / 2), (file, bytes, size))
WRITING(pwrite, (int file, const void *bytes, size_t size, long at),
        (file, bytes, size / 2, at), (file, bytes, size, at))
WRITING(pwrite64, (int file, const void *bytes, size_t size, long at),
        (file, bytes, size / 2, at), (file, bytes, size, at))

#define CHANGING(name, parameters, given)                                          \
    int name parameters {                                                          \
        int (*real) parameters = NEXT(#name);                                      \
        return watched(file) && judged() ? -1 : real given;                        \
    }
CHANGING(fsync, (int file), (file))
CHANGING(fdatasync, (int file), (file))
CHANGING(ftruncate, (int file, long size), (file, size))
CHANGING(ftruncate64, (int file, long size), (file, size))

#define NAMING(name, parameters, given)                                            \
    int name parameters {                                                          \
        int (*real) parameters = NEXT(#name);                                      \
        return below(path) && judged() ? -1 : real given;                          \
    }
NAMING(rename, (const char *path, const char *to), (path, to))
NAMING(mkdir, (const char *path, unsigned mode), (path, mode))
NAMING(unlink, (const char *path), (path))
NAMING(rmdir, (const char *path), (path))

/* Making a file counts, opening one does not. O_CREAT is 0100 on every Linux we know of. */
#define OPENING(name)                                                              \
    int name(const char *path, int flags, unsigned mode) {                         \
        int (*real)(const char *, int, unsigned) = NEXT(#name);                    \
        return (flags & 0100) && below(path) && judged() ? -1                      \
            : real(path, flags, mode);                                             \
    }
OPENING(open)
OPENING(open64)
