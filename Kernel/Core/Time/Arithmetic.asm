section .text

; ulong multiply_fraction(ulong value, ulong fraction): value * fraction / 2^32
global multiply_fraction
multiply_fraction:
        mov rax, rdi
        mul rsi
        shrd rax, rdx, 32
        ret
