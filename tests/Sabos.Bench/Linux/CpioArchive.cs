using System.Globalization;
using System.IO;
using System.Text;

namespace Sabos.Bench.Linux;

/// <summary>Writes a cpio archive of the kind that Linux unpacks as its first file system ("newc", Documentation/driver-api/early-userspace/buffer-format).</summary>
internal sealed class CpioArchive(Stream output)
{
    private const int DirectoryMode = 0x41ED; // 040755
    private const int ProgramMode = 0x81ED; // 0100755
    private const int Alignment = 4;

    private int _inode;

    /// <summary>Adds a directory; those above it come first.</summary>
    public void AddDirectory(string path) => Add(path, DirectoryMode, []);

    /// <summary>Adds a file that may be executed.</summary>
    public void AddFile(string path, byte[] content) => Add(path, ProgramMode, content);

    /// <summary>Ends the archive.</summary>
    public void Finish() => Add("TRAILER!!!", 0, []);

    private void Add(string path, int mode, byte[] content)
    {
        byte[] name = Encoding.ASCII.GetBytes(path + '\0');
        StringBuilder header = new("070701");
        foreach (int field in (int[])[++_inode, mode, 0, 0, 1, 0, content.Length, 0, 0, 0, 0, name.Length, 0])
            header.Append(field.ToString("X8", CultureInfo.InvariantCulture));
        output.Write(Encoding.ASCII.GetBytes(header.ToString()));
        output.Write(name);
        Pad(header.Length + name.Length);
        output.Write(content);
        Pad(content.Length);
    }

    private void Pad(int length) => output.Write(new byte[-length & (Alignment - 1)]);
}
