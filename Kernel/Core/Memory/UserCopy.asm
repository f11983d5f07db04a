; Access to the program's memory. A fault between user_access_start and user_access_end that demand paging cannot resolve continues
; at user_access_failed (PageFault.cs): the call returns -1. Addresses have been checked to lie below the core's half.
section .text

global user_access_start
user_access_start:

; long user_copy(byte* to, byte* from, ulong length): 0, or -1 on a fault
global user_copy
user_copy:
        mov rcx, rdx
        shr rcx, 3
        jz .bytes
.words: mov rax, [rsi]
        mov [rdi], rax
        add rsi, 8
        add rdi, 8
        dec rcx
        jnz .words
.bytes: and edx, 7
        jz .done
.byte:  mov al, [rsi]
        mov [rdi], al
        inc rsi
        inc rdi
        dec edx
        jnz .byte
.done:  xor eax, eax
        ret

; long user_clear(byte* to, ulong length): 0, or -1 on a fault
global user_clear
user_clear:
        xor eax, eax
.byte:  test rsi, rsi
        jz .done
        mov [rdi], al
        inc rdi
        dec rsi
        jmp .byte
.done:  ret

; long user_load32(uint* from): zero-extended value, or -1 on a fault
global user_load32
user_load32:
        mov eax, [rdi]
        ret

; long user_compare_exchange32(uint* at, uint expected, uint desired): value found, or -1 on a fault
global user_compare_exchange32
user_compare_exchange32:
        mov eax, esi
        lock cmpxchg [rdi], edx
        mov eax, eax
        ret

global user_access_end
user_access_end:

global user_access_failed
user_access_failed:
        mov rax, -1
        ret
