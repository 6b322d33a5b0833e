/*
 * Gives every file of the folders named to a fuzz target, one process each:
 * what a fuzzer found once is tried with any compiler, and no input hides
 * the next one.
 */
#include <sys/types.h>
#include <sys/wait.h>

#include <dirent.h>
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
replay(const char *path)
{
	FILE	*f;
	uint8_t	*data = NULL;
	size_t	 size;
	long	 end;

	if ((f = fopen(path, "rb")) == NULL || fseek(f, 0, SEEK_END) != 0 ||
	    (end = ftell(f)) < 0)
		err(1, "%s", path);
	rewind(f);
	/* Exactly as long as the input, so that a read behind it is seen. */
	size = (size_t)end;
	if (size > 0 && ((data = malloc(size)) == NULL ||
	    fread(data, 1, size, f) != size))
		err(1, "%s", path);
	fclose(f);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
}

static int
survives(const char *path)
{
	pid_t	 pid;
	int	 status;

	fflush(NULL);
	if ((pid = fork()) == -1)
		err(1, "fork");
	if (pid == 0) {
		replay(path);
		exit(0);
	}
	if (waitpid(pid, &status, 0) == -1)
		err(1, "waitpid");
	if (status == 0)
		return 1;
	printf("%s: %s %d\n", path, WIFSIGNALED(status) ? "signal" : "exit",
	    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	return 0;
}

static int
visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int
main(int argc, char *argv[])
{
	struct dirent	**file;
	char		 path[4096];
	unsigned	 passed = 0, failed = 0;
	int		 i, k, n;

	for (i = 1; i < argc; i++) {
		if ((n = scandir(argv[i], &file, visible, alphasort)) == -1)
			err(1, "%s", argv[i]);
		for (k = 0; k < n; k++) {
			snprintf(path, sizeof(path), "%s/%s", argv[i],
			    file[k]->d_name);
			if (survives(path))
				passed++;
			else
				failed++;
			free(file[k]);
		}
		free(file);
	}
	if (passed + failed == 0)
		errx(1, "no inputs");
	printf("%u passed, %u failed\n", passed, failed);
	return failed > 0;
}
