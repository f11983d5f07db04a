; The vDSO's file, on pages of its own, which the program sees too. VDSO_FILE is defined on nasm's command line.
section .rodata align=4096
vdso_start:
        incbin VDSO_FILE
        align 4096, db 0
vdso_end:

section .text

global vdso_image_start
vdso_image_start:
        lea rax, [rel vdso_start]
        ret

global vdso_image_end
vdso_image_end:
        lea rax, [rel vdso_end]
        ret
