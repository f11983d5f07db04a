section .text

; long read_seed(ulong* value): 1 if RDSEED delivered
global read_seed
read_seed:
        xor eax, eax
        rdseed rcx
        setc al
        mov [rdi], rcx
        ret
