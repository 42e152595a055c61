/* SPDX-License-Identifier: Apache-2.0 */
/* Threads, and what they wait on. */
#define _GNU_SOURCE
#include <linux/futex.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "user/linux/test/same.h"

#define THREADS 4
#define ROUNDS	2000

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static uint64_t count, turn;
static _Thread_local uint64_t own;
static int pipe_ends[2];

static void *adds(void *argument)
{
	for (unsigned int i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&mutex);
		count++;
		pthread_mutex_unlock(&mutex);
		own++;
	}
	return (void *)(own == ROUNDS ? (uintptr_t)argument : 0);
}

static void mutexes(void)
{
	pthread_t t[THREADS];
	void *result;

	for (uintptr_t i = 0; i < THREADS; i++)
		HOLDS(pthread_create(&t[i], NULL, adds, (void *)(i + 1)) == 0);
	for (uintptr_t i = 0; i < THREADS; i++)
		HOLDS(pthread_join(t[i], &result) == 0 && result == (void *)(i + 1));
	HOLDS(count == THREADS * ROUNDS && own == 0);
	point("threads add to one number under a mutex, and to their own without");
}

static void *takes_turns(void *argument)
{
	uint64_t me = (uintptr_t)argument;

	pthread_mutex_lock(&mutex);
	for (unsigned int i = 0; i < 100; i++) {
		while (turn % 2 != me)
			pthread_cond_wait(&condition, &mutex);
		turn++;
		pthread_cond_broadcast(&condition);
	}
	pthread_mutex_unlock(&mutex);
	return NULL;
}

static void conditions(void)
{
	pthread_t t[2];

	for (uintptr_t i = 0; i < 2; i++)
		HOLDS(pthread_create(&t[i], NULL, takes_turns, (void *)i) == 0);
	for (uintptr_t i = 0; i < 2; i++)
		HOLDS(pthread_join(t[i], NULL) == 0);
	HOLDS(turn == 200);
	point("two threads take turns by a condition");
}

static long futex(uint32_t *word, int operation, uint32_t value, const struct timespec *limit)
{
	return syscall(SYS_futex, word, operation | FUTEX_PRIVATE_FLAG, value, limit, NULL, ~0u);
}

static void futexes(void)
{
	struct timespec soon = { 0, 20000000 }, late;
	uint64_t before = now_ms();
	uint32_t word = 1;
	sem_t semaphore;

	HOLDS(FAILS(EAGAIN, futex(&word, FUTEX_WAIT, 2, NULL)));
	HOLDS(FAILS(ETIMEDOUT, futex(&word, FUTEX_WAIT, 1, &soon)) && now_ms() - before >= 19);
	HOLDS(FAILS(ETIMEDOUT, futex(&word, FUTEX_WAIT_BITSET, 1, &(struct timespec){ 0, 0 })));
	HOLDS(futex(&word, FUTEX_WAKE, 1, NULL) == 0);
	HOLDS(FAILS(EINVAL, futex((uint32_t *)((char *)&word + 1), FUTEX_WAIT, 1, NULL)));
	point("a futex is not waited on in vain, nor for longer than asked");

	HOLDS(sem_init(&semaphore, 0, 1) == 0 && sem_wait(&semaphore) == 0);
	clock_gettime(CLOCK_REALTIME, &late);
	HOLDS(FAILS(ETIMEDOUT, sem_timedwait(&semaphore, &late)));
	HOLDS(sem_post(&semaphore) == 0 && sem_trywait(&semaphore) == 0 &&
	      FAILS(EAGAIN, sem_trywait(&semaphore)));
	point("semaphores");
}

static void *writes(void *argument)
{
	nanosleep(&(struct timespec){ 0, 10000000 }, NULL);
	return write(pipe_ends[1], "later", 5) == 5 ? &mutex : argument;
}

static void blocked(void)
{
	char bytes[8] = "";
	pthread_t t;
	void *result;

	HOLDS(pipe(pipe_ends) == 0);
	HOLDS(pthread_create(&t, NULL, writes, NULL) == 0);
	HOLDS(read(pipe_ends[0], bytes, 8) == 5 && strcmp(bytes, "later") == 0);
	HOLDS(pthread_join(t, &result) == 0 && result);
	close(pipe_ends[0]);
	close(pipe_ends[1]);
	point("who reads an empty pipe waits for another thread's write");
}

static void *nothing(void *argument)
{
	return argument;
}

static void many(void)
{
	pthread_t t;

	for (unsigned int i = 0; i < 300 && held; i++)
		HOLDS(pthread_create(&t, NULL, nothing, NULL) == 0 && pthread_join(t, NULL) == 0);
	point("threads that have ended leave nothing behind: 300 one after the other");
}

void tasks(void)
{
	mutexes();
	conditions();
	futexes();
	blocked();
	many();
}
