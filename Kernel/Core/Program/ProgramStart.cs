using Sabos.Core.Files;
using Sabos.Core.Memory;
using Sabos.Core.Panic;
using Sabos.Core.Processor;
using Sabos.Core.Threads;

namespace Sabos.Core.Program;

/// <summary>The program's first thread.</summary>
internal static unsafe class ProgramStart
{
    private const uint ReadWrite = 2;

    // With less than 3 MiB .NET's runtime does not come as far as to say what it lacks.
    private const ulong LeastPages = 3 * 1024 * 1024 / Layout.PageSize;

    /// <summary>Loads the program and runs it. Does not return.</summary>
    public static void Run()
    {
        ProgramLoader.Load();
        if (Commit.Available < LeastPages)
            KernelPanic.Stop("not enough memory for the program"u8);

        ulong stackPointer = InitialStack.Build();
        OpenFile* console = OpenFile.New(FileKind.Console, ReadWrite, null);
        for (int descriptor = 0; descriptor < 3; descriptor++)
        {
            console->References += descriptor == 0 ? 0 : 1;
            DescriptorTable.Add(console, descriptor, false);
        }

        Thread* thread = ThreadTable.Create();
        if (thread == null)
            KernelPanic.Stop("not enough memory for the program's first thread"u8);
        TrapFrame* frame = ContextSwitch.FrameOf(thread);
        *frame = new TrapFrame
        {
            Vector = TrapFrame.FullReturn,
            Rip = ProgramLoader.Entry,
            Cs = TrapFrame.CodeSelector,
            Rflags = TrapFrame.InterruptFlag | 2,
            Rsp = stackPointer,
            Ss = TrapFrame.DataSelector,
        };
        thread->Name[0] = (byte)'m';
        thread->Name[1] = (byte)'a';
        thread->Name[2] = (byte)'i';
        thread->Name[3] = (byte)'n';
        ContextSwitch.PrepareStart(thread);
        Fpu.Restore(thread->FpuArea);
        Scheduler.Begin(thread);
    }
}
