namespace Sabos.Core.Threads;

/// <summary>The names that ps, trace and a panic show.</summary>
internal static unsafe class ThreadNames
{
    /// <summary>Names a thread, with as much of the name as there is room for. Control characters become question marks.</summary>
    public static void Set(Thread* thread, byte* name, int length)
    {
        if (length > Thread.NameLength - 1)
            length = Thread.NameLength - 1;
        for (int i = 0; i < length; i++)
            thread->Name[i] = name[i] < ' ' || name[i] == 0x7F ? (byte)'?' : name[i];
        thread->Name[length] = 0;
    }
}
