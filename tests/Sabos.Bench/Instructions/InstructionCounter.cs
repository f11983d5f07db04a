using System;
using System.IO;
using System.IO.MemoryMappedFiles;
using Sabos.Testbed;
using Sabos.Tests;

namespace Sabos.Bench.Instructions;

/// <summary>What a plugin of QEMU's counts while the machine runs.</summary>
internal sealed class InstructionCounter : IDisposable
{
    private readonly string _path;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private InstructionCounter(string library, string path)
    {
        _path = path;
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, mapName: null, sizeof(long));
        _view = _file.CreateViewAccessor();
        Plugin = $"{library},out={path}";
    }

    /// <summary>For <see cref="MachineOptions.Plugin"/>.</summary>
    public string Plugin { get; }

    /// <summary>How many instructions have been executed.</summary>
    public long Count => _view.ReadInt64(0);

    /// <summary>Compiles the plugin, and makes a counter for one machine.</summary>
    public static InstructionCounter Create()
    {
        string library = Path.Combine(Repository.Root, "artifacts", "bench", "instructions.so");
        string source = Path.Combine(Repository.Root, "tests", "Sabos.Bench", "Instructions", "instructions.c");
        Directory.CreateDirectory(Path.GetDirectoryName(library)!);
        ExternalCommand.Run(["clang", "-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", library, source]);
        return new InstructionCounter(library, Path.Combine(Path.GetTempPath(), $"sabos-{Guid.NewGuid():N}"));
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
        File.Delete(_path);
    }
}
