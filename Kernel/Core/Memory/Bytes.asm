; memcpy, memmove and memset, which the compiler emits calls to, and page clearing. `rep` is avoided: it is slow under emulation.
section .text

global memcpy
global memmove
global RhSpanHelpers_MemCopy
memcpy:
memmove:
RhSpanHelpers_MemCopy:
        mov rax, rdi
        mov rcx, rdi
        sub rcx, rsi
        cmp rcx, rdx                        ; destination inside the source: copy downwards
        jb .down
.up16:  cmp rdx, 16
        jb .up
        movups xmm0, [rsi]
        movups [rdi], xmm0
        add rsi, 16
        add rdi, 16
        sub rdx, 16
        jmp .up16
.up:    test rdx, rdx
        jz .done
        mov cl, [rsi]
        mov [rdi], cl
        inc rsi
        inc rdi
        dec rdx
        jmp .up
.down:  test rdx, rdx
        jz .done
        dec rdx
        mov cl, [rsi + rdx]
        mov [rdi + rdx], cl
        jmp .down
.done:  ret

; void RhSpanHelpers_MemZero(void* to, ulong length)
global RhSpanHelpers_MemZero
RhSpanHelpers_MemZero:
        mov rdx, rsi
        xor esi, esi
global memset
memset:
        mov rax, rdi
        movzx esi, sil
        mov rcx, 0x0101010101010101
        imul rcx, rsi
.words: cmp rdx, 8
        jb .bytes
        mov [rdi], rcx
        add rdi, 8
        sub rdx, 8
        jmp .words
.bytes: test rdx, rdx
        jz .done
        mov [rdi], cl
        inc rdi
        dec rdx
        jmp .bytes
.done:  ret

; void clear_page(void* page)
global clear_page
clear_page:
        pxor xmm0, xmm0
        lea rax, [rdi + 4096]
.line:  movaps [rdi], xmm0
        movaps [rdi + 16], xmm0
        movaps [rdi + 32], xmm0
        movaps [rdi + 48], xmm0
        add rdi, 64
        cmp rdi, rax
        jne .line
        ret

section .data
global __security_cookie
__security_cookie: dq 0
