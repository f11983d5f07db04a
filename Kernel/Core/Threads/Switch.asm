; void context_switch(ulong* savedStack, ulong nextStack)
; Leaves the calling thread's callee-saved registers on its kernel stack and continues the other thread where it left off.
section .text
global context_switch
context_switch:
        push rbx
        push rbp
        push r12
        push r13
        push r14
        push r15
        mov [rdi], rsp
        mov rsp, rsi
        pop r15
        pop r14
        pop r13
        pop r12
        pop rbp
        pop rbx
        ret

; Where a new thread's first switch lands: its kernel stack holds nothing but its trap frame.
global thread_start
extern trap_return
extern HandleThreadStart
thread_start:
        mov rdi, rsp
        call HandleThreadStart
        jmp trap_return

; void enter_thread(ulong stack): the switch that nobody comes back from.
global enter_thread
enter_thread:
        mov rsp, rdi
        pop r15
        pop r14
        pop r13
        pop r12
        pop rbp
        pop rbx
        ret

; void wait_for_interrupt(): halts until an interrupt has been handled. sti delays by one instruction, so none slips in before hlt.
global wait_for_interrupt
wait_for_interrupt:
        sti
        hlt
        cli
        ret
