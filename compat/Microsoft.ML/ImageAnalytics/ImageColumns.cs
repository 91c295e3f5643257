using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>The checks that the image transforms share.</summary>
internal static class ImageColumns
{
    public static SchemaShape.Column Find(IHost host, SchemaShape inputSchema, string name)
    {
        if (!inputSchema.TryFindColumn(name, out var column)) throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
        if (column.ItemType is not ImageDataViewType || column.Kind != SchemaShape.Column.VectorKind.Scalar)
            throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", name, new ImageDataViewType().ToString(), column.GetTypeString());
        return column;
    }

    public static ImageDataViewType TypeOf(IHost host, DataViewSchema inputSchema, string name, int column) =>
        inputSchema[column].Type as ImageDataViewType
        ?? throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", name, "image", inputSchema[column].Type.ToString());
}
