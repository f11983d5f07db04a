; The time without a system call: a shared object that the core maps into the program (vdso(7)), right behind the page of numbers that
; ClockPage.cs describes. The sums are the same as there.
default rel

SEQUENCE         equ 0
BASE_TSC         equ 8
MULTIPLIER       equ 16
BASE_NANOSECONDS equ 24
WALL_OFFSET      equ 32

PAGE_LENGTH      equ 4096
SECOND           equ 1000000000
CLOCK_GETTIME    equ 228
CLOCK_GETRES     equ 229

; Clocks that are computed here, a bit for each: realtime 0, monotonic 1, raw 4, both coarse ones 5 and 6, boot time 7.
REALTIME_CLOCKS  equ (1 << 0) | (1 << 5)
MONOTONIC_CLOCKS equ (1 << 1) | (1 << 4) | (1 << 6) | (1 << 7)
LAST_CLOCK       equ 7

extern __ehdr_start

section .text

; rax := nanoseconds since the boot, r8 := offset of the wall clock. Changes rcx, rdx, r10.
%macro read_clock 0
        lea rcx, [__ehdr_start - PAGE_LENGTH]
%%again:
        mov r10, [rcx + SEQUENCE]
        lfence                              ; the counter is read neither before nor after its neighbours
        rdtsc
        shl rdx, 32
        or rax, rdx
        sub rax, [rcx + BASE_TSC]
        mul qword [rcx + MULTIPLIER]
        shrd rax, rdx, 32
        add rax, [rcx + BASE_NANOSECONDS]
        mov r8, [rcx + WALL_OFFSET]
        cmp r10, [rcx + SEQUENCE]
        jne %%again
%endmacro

; rdx := rax / SECOND, rax := rax % SECOND. Changes rcx. The division is a multiplication by 2^84 / SECOND, rounded up.
%macro split_seconds 0
        mov rcx, rax
        shr rax, 9
        mov rdx, 0x44B82FA09B5A53
        mul rdx
        shr rdx, 11
        imul rax, rdx, SECOND
        neg rax
        add rax, rcx
%endmacro

; int clock_gettime(clockid_t clock, struct timespec* time)
global __vdso_clock_gettime:function
__vdso_clock_gettime:
        cmp edi, LAST_CLOCK
        ja .ask
        mov eax, REALTIME_CLOCKS | MONOTONIC_CLOCKS
        bt eax, edi
        jnc .ask
        read_clock
        mov ecx, REALTIME_CLOCKS
        bt ecx, edi
        jnc .done
        add rax, r8
.done:  split_seconds
        mov [rsi], rdx
        mov [rsi + 8], rax
        xor eax, eax
        ret
.ask:   mov eax, CLOCK_GETTIME
        syscall
        ret

; int clock_getres(clockid_t clock, struct timespec* resolution)
global __vdso_clock_getres:function
__vdso_clock_getres:
        mov eax, CLOCK_GETRES
        syscall
        ret

; int gettimeofday(struct timeval* time, struct timezone* zone)
global __vdso_gettimeofday:function
__vdso_gettimeofday:
        test rdi, rdi
        jz .zone
        read_clock
        add rax, r8
        split_seconds
        mov [rdi], rdx
        imul rax, rax, 274877907            ; / 1000, for values below 2^30: 2^38 / 1000, rounded up
        shr rax, 38
        mov [rdi + 8], rax
.zone:  xor eax, eax
        test rsi, rsi
        jz .done
        mov [rsi], rax
.done:  ret

; time_t time(time_t* seconds)
global __vdso_time:function
__vdso_time:
        read_clock
        add rax, r8
        split_seconds
        mov rax, rdx
        test rdi, rdi
        jz .done
        mov [rdi], rax
.done:  ret

; int getcpu(unsigned* cpu, unsigned* node, void* unused)
global __vdso_getcpu:function
__vdso_getcpu:
        xor eax, eax
        test rdi, rdi
        jz .node
        mov [rdi], eax
.node:  test rsi, rsi
        jz .done
        mov [rsi], eax
.done:  ret
