namespace Sabos.Core.Threads;

/// <summary>The names that ps, trace and a panic show.</summary>
internal static unsafe class ThreadNames
{
    /// <summary>Names a thread; the name has less than <see cref="Thread.NameLength"/> bytes. Control characters become question marks.</summary>
    public static void Set(Thread* thread, byte* name, int length)
    {
        for (int i = 0; i < Thread.NameLength; i++)
            thread->Name[i] = i >= length ? (byte)0 : name[i] < ' ' || name[i] == 0x7F ? (byte)'?' : name[i];
    }
}
