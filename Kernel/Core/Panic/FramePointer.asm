section .text

; ulong read_frame_pointer(): the caller's rbp
global read_frame_pointer
read_frame_pointer:
        mov rax, rbp
        ret
