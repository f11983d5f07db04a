using Sabos.Core.SystemCalls;

namespace Sabos.Core.Files;

/// <summary>The paths that can be opened.</summary>
internal static unsafe class PseudoFiles
{
    public const int MaximumPath = 256;

    /// <summary>Opens <paramref name="path"/> (zero-terminated); a negated errno if there is no such file.</summary>
    public static long Open(byte* path, uint flags, out OpenFile* file)
    {
        file = null;
        if (Is(path, "/dev/null"u8))
            file = OpenFile.New(FileKind.Null, flags, null);
        else if (Is(path, "/dev/urandom"u8) || Is(path, "/dev/random"u8))
            file = OpenFile.New(FileKind.Random, flags, null);
        else
            return Errno.ENOENT;
        return file == null ? Errno.ENOMEM : 0;
    }

    /// <summary>readlink(2).</summary>
    public static long ReadLink(byte* path, ulong buffer, ulong length) => Errno.ENOENT;

    /// <summary>getdents64(2).</summary>
    public static long ReadDirectory(OpenFile* directory, ulong buffer, ulong length) => Errno.ENOTDIR;

    private static bool Is(byte* path, System.ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (path[i] != name[i])
                return false;
        }

        return path[name.Length] == 0;
    }
}
