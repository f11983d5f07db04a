using System;
using Sabos.Abi;
using Sabos.Core.Console;
using Sabos.Core.Memory;

namespace Sabos.Core.SystemCalls;

/// <summary>What system calls are called, and how many arguments they take: Linux's table for x86-64, and our own.</summary>
internal static unsafe class SystemCallNames
{
    private const int FirstLate = 424;

    // Separated by blanks, in the order of the numbers, each followed by the digit that counts its arguments.
    private static ReadOnlySpan<byte> Early =>
            "read3 write3 open3 close1 stat2 fstat2 lstat2 poll3 lseek3 mmap6 mprotect3 munmap2 brk1 rt_sigaction4 "u8
            + "rt_sigprocmask4 rt_sigreturn0 ioctl3 pread644 pwrite644 readv3 writev3 access2 pipe1 select5 sched_yield0 mremap5 "u8
            + "msync3 mincore3 madvise3 shmget3 shmat3 shmctl3 dup1 dup22 pause0 nanosleep2 getitimer3 alarm1 setitimer3 getpid0 "u8
            + "sendfile4 socket3 connect3 accept3 sendto6 recvfrom6 sendmsg3 recvmsg3 shutdown3 bind3 listen3 getsockname3 "u8
            + "getpeername3 socketpair4 setsockopt5 getsockopt5 clone5 fork0 vfork0 execve3 exit1 wait44 kill2 uname1 semget3 "u8
            + "semop3 semctl3 shmdt3 msgget3 msgsnd3 msgrcv3 msgctl3 fcntl3 flock2 fsync2 fdatasync3 truncate2 ftruncate2 "u8
            + "getdents3 getcwd2 chdir1 fchdir1 rename2 mkdir2 rmdir1 creat3 link2 unlink1 symlink2 readlink3 chmod3 fchmod3 "u8
            + "chown3 fchown3 lchown3 umask1 gettimeofday2 getrlimit2 getrusage2 sysinfo1 times1 ptrace3 getuid0 syslog3 getgid0 "u8
            + "setuid3 setgid3 geteuid0 getegid0 setpgid3 getppid0 getpgrp0 setsid0 setreuid3 setregid3 getgroups3 setgroups3 "u8
            + "setresuid3 getresuid3 setresgid3 getresgid3 getpgid3 setfsuid3 setfsgid3 getsid1 capget3 capset3 rt_sigpending2 "u8
            + "rt_sigtimedwait4 rt_sigqueueinfo3 rt_sigsuspend1 sigaltstack2 utime3 mknod3 uselib3 personality3 ustat3 statfs2 "u8
            + "fstatfs2 sysfs3 getpriority3 setpriority3 sched_setparam3 sched_getparam3 sched_setscheduler3 sched_getscheduler3 "u8
            + "sched_get_priority_max3 sched_get_priority_min3 sched_rr_get_interval3 mlock2 munlock2 mlockall1 munlockall1 "u8
            + "vhangup3 modify_ldt3 pivot_root3 _sysctl3 prctl5 arch_prctl2 adjtimex3 setrlimit2 chroot3 sync0 acct3 settimeofday3 "u8
            + "mount3 umount23 swapon3 swapoff3 reboot3 sethostname3 setdomainname3 iopl3 ioperm3 create_module3 init_module3 "u8
            + "delete_module3 get_kernel_syms3 query_module3 quotactl3 nfsservctl3 getpmsg3 putpmsg3 afs_syscall3 tuxcall3 "u8
            + "security3 gettid0 readahead3 setxattr3 lsetxattr3 fsetxattr3 getxattr3 lgetxattr3 fgetxattr3 listxattr3 llistxattr3 "u8
            + "flistxattr3 removexattr3 lremovexattr3 fremovexattr3 tkill2 time1 futex6 sched_setaffinity3 sched_getaffinity3 "u8
            + "set_thread_area3 io_setup3 io_destroy3 io_getevents3 io_submit3 io_cancel3 get_thread_area3 lookup_dcookie3 "u8
            + "epoll_create1 epoll_ctl_old3 epoll_wait_old3 remap_file_pages3 getdents643 set_tid_address1 restart_syscall3 "u8
            + "semtimedop3 fadvise644 timer_create3 timer_settime3 timer_gettime3 timer_getoverrun3 timer_delete3 clock_settime3 "u8
            + "clock_gettime2 clock_getres2 clock_nanosleep4 exit_group1 epoll_wait4 epoll_ctl4 tgkill3 utimes3 vserver3 mbind3 "u8
            + "set_mempolicy3 get_mempolicy5 mq_open3 mq_unlink3 mq_timedsend3 mq_timedreceive3 mq_notify3 mq_getsetattr3 "u8
            + "kexec_load3 waitid3 add_key3 request_key3 keyctl3 ioprio_set3 ioprio_get3 inotify_init3 inotify_add_watch3 "u8
            + "inotify_rm_watch3 migrate_pages3 openat4 mkdirat3 mknodat3 fchownat3 futimesat3 newfstatat4 unlinkat3 renameat4 "u8
            + "linkat3 symlinkat3 readlinkat4 fchmodat3 faccessat3 pselect66 ppoll5 unshare3 set_robust_list2 get_robust_list3 "u8
            + "splice6 tee3 sync_file_range3 vmsplice3 move_pages3 utimensat3 epoll_pwait6 signalfd3 timerfd_create3 eventfd1 "u8
            + "fallocate3 timerfd_settime3 timerfd_gettime3 accept44 signalfd43 eventfd22 epoll_create13 dup33 pipe22 "u8
            + "inotify_init13 preadv4 pwritev4 rt_tgsigqueueinfo3 perf_event_open3 recvmmsg3 fanotify_init3 fanotify_mark3 "u8
            + "prlimit644 name_to_handle_at3 open_by_handle_at3 clock_adjtime3 syncfs3 sendmmsg3 setns3 getcpu3 process_vm_readv3 "u8
            + "process_vm_writev3 kcmp3 finit_module3 sched_setattr3 sched_getattr3 renameat23 seccomp3 getrandom3 memfd_create2 "u8
            + "kexec_file_load3 bpf3 execveat3 userfaultfd3 membarrier3 mlock23 copy_file_range3 preadv23 pwritev23 pkey_mprotect3 "u8
            + "pkey_alloc3 pkey_free3 statx5 io_pgetevents3 rseq4 "u8;

    // From 424 on, where the numbers of all architectures were unified.
    private static ReadOnlySpan<byte> Late =>
            "pidfd_send_signal3 io_uring_setup3 io_uring_enter3 io_uring_register3 open_tree3 move_mount3 fsopen3 fsconfig3 "u8
            + "fsmount3 fspick3 pidfd_open3 clone32 close_range3 openat23 pidfd_getfd3 faccessat24 process_madvise3 epoll_pwait23 "u8
            + "mount_setattr3 quotactl_fd3 landlock_create_ruleset3 landlock_add_rule3 landlock_restrict_self3 memfd_secret3 "u8
            + "process_mrelease3 futex_waitv3 set_mempolicy_home_node3 "u8;

    private static ReadOnlySpan<byte> Private =>
            "map_device3 unmap_device2 allocate_dma3 free_dma2 allocate_interrupt3 free_interrupt1 port_read2 port_write3 acpi_root0 "u8
            + "allocate_line3 rearm_line1 free_line1 start_sampling1 stop_sampling3 name_address2 "u8;

    /// <summary>Writes the name, or the number of a call that has none.</summary>
    public static void Write(int number)
    {
        if (TryFind(number, out byte* name, out int length))
            KernelConsole.Write(name, length - 1);
        else
            KernelConsole.WriteDecimal(number);
    }

    /// <summary>Copies the name; its length, 0 for a call that has none.</summary>
    public static int Copy(int number, byte* to)
    {
        if (!TryFind(number, out byte* name, out int length))
            return 0;
        PageOperations.Copy(to, name, (ulong)length - 1);
        return length - 1;
    }

    public static int ArgumentCount(int number) => TryFind(number, out byte* name, out int length) ? name[length - 1] - '0' : 6;

    private static bool TryFind(int number, out byte* name, out int length)
    {
        if (number >= KernelCall.MapDevice)
            return TryFind(Private, number - KernelCall.MapDevice, out name, out length);
        return number >= FirstLate ? TryFind(Late, number - FirstLate, out name, out length) : TryFind(Early, number, out name, out length);
    }

    private static bool TryFind(ReadOnlySpan<byte> names, int index, out byte* name, out int length)
    {
        byte* end = names.Pointer + names.Length;
        name = names.Pointer;
        length = 0;
        for (int skipped = 0; skipped < index && name < end; name++)
        {
            if (*name == ' ')
                skipped++;
        }

        while (name + length < end && name[length] != ' ')
            length++;
        return length > 1;
    }
}
