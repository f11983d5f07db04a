using System.IO;
using System.Text;
using Sabos.Bench.Linux;
using Sabos.Testbed;
using Xunit;

namespace Sabos.Bench.Tests;

public sealed class CpioArchiveTests
{
    [Fact]
    public void Archive_Header_IsOfTheNewcKind()
    {
        byte[] archive = Write();

        Assert.Equal("070701" + "00000001" + "000041ED" + "00000000" + "00000000" + "00000001" + "00000000" + "00000000", Encoding.ASCII.GetString(archive, 0, 62));
        Assert.Equal("bin\0", Encoding.ASCII.GetString(archive, 110, 4));
        Assert.Equal(0, archive.Length % 4);
    }

    [Fact]
    public void Archive_Unpacked_GivesEveryFileAndItsMode()
    {
        string directory = Directory.CreateTempSubdirectory("sabos-cpio-").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(directory, "archive"), Write());

            ExternalCommand.Run(["sh", "-c", $"cd '{directory}' && cpio --extract --quiet < archive"]);

            Assert.Equal("odd", File.ReadAllText(Path.Combine(directory, "bin/one")));
            Assert.Equal("even", File.ReadAllText(Path.Combine(directory, "bin/two")));
            ExternalCommand.Run(["test", "-x", Path.Combine(directory, "bin/two")]);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static byte[] Write()
    {
        using MemoryStream stream = new();
        CpioArchive archive = new(stream);
        archive.AddDirectory("bin");
        archive.AddFile("bin/one", "odd"u8.ToArray());
        archive.AddFile("bin/two", "even"u8.ToArray());
        archive.Finish();
        return stream.ToArray();
    }
}
