; Every way into the core and out of it. A trap frame (TrapFrame.cs) is the same for all of them:
;
;   xmm0-xmm15 | r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi | vector, error | rip cs rflags rsp ss
;
; Compiled C# uses the xmm registers freely but no wider or older FPU state, so these sixteen are all that an entry must save;
; the rest of the FPU changes hands only when threads do (Threads/Switch.asm).

VECTOR_SYSTEM_CALL equ 0x100
CODE_SELECTOR      equ 0x08
DATA_SELECTOR      equ 0x10

%macro save_registers 0
        push rdi
        push rsi
        push rdx
        push rcx
        push rax
        push r8
        push r9
        push r10
        push r11
        push rbx
        push rbp
        push r12
        push r13
        push r14
        push r15
        sub rsp, 256
%assign i 0
%rep 16
        movaps [rsp + i * 16], xmm %+ i
%assign i i + 1
%endrep
%endmacro

%macro restore_registers 0
%assign i 0
%rep 16
        movaps xmm %+ i, [rsp + i * 16]
%assign i i + 1
%endrep
        add rsp, 256
        pop r15
        pop r14
        pop r13
        pop r12
        pop rbp
        pop rbx
        pop r11
        pop r10
        pop r9
        pop r8
        pop rax
        pop rcx
        pop rdx
        pop rsi
        pop rdi
%endmacro

section .text

; The program runs in ring 0, so `syscall` comes without a change of stack: take the thread's kernel stack at once. rcx and r11 hold
; rip and rflags; FMASK has cleared IF and DF.
global system_call_entry
system_call_entry:
        mov [rel user_rsp], rsp
        mov rsp, [rel kernel_stack_top]
        push qword DATA_SELECTOR
        push qword [rel user_rsp]
        push r11
        push qword CODE_SELECTOR
        push rcx
        push rax                            ; "error": the call's number, for restarts
        push qword VECTOR_SYSTEM_CALL
        save_registers
        mov rdi, rsp
        extern HandleSystemCall
        call HandleSystemCall
        ; A plain return needs neither rcx nor r11. A signal, clone or rt_sigreturn has changed the vector and needs all.
        cmp qword [rsp + 256 + 15 * 8], VECTOR_SYSTEM_CALL
        jne trap_return
        restore_registers
        mov rcx, [rsp + 16]
        mov rsp, [rsp + 40]
        sti                                 ; takes effect after the next instruction
        jmp rcx

trap_entry:
        save_registers
        cld
        mov rdi, rsp
        extern HandleTrap
        call HandleTrap
global trap_return
trap_return:
        restore_registers
        add rsp, 16
        iretq

%assign vector 0
%rep 256
align 16
trap_ %+ vector:
%if !(vector = 8 || (vector >= 10 && vector <= 14) || vector = 17 || vector = 21 || vector = 29 || vector = 30)
        push qword 0
%endif
        push qword vector
        jmp trap_entry
%assign vector vector + 1
%endrep

section .rodata
align 8
global trap_stubs
trap_stubs:
%assign vector 0
%rep 256
        dq trap_ %+ vector
%assign vector vector + 1
%endrep

section .data
align 8
global kernel_stack_top
kernel_stack_top: dq 0
user_rsp:         dq 0
