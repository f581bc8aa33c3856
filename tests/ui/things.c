#include "config.h"

#include "ui/things.h"

FILE *
snapshot_begin(const char *path, int nodes, int edges, int root_edges)
{
	FILE *file = fopen(path, "w");

	if (file != NULL)
		fprintf(file,
			"{\"snapshot\":{\"meta\":{\"node_fields\":[\"type\",\"name\",\"id\","
			"\"self_size\",\"edge_count\"],\"node_types\":[[\"synthetic\",\"object\"]],"
			"\"edge_fields\":[\"type\",\"name_or_index\",\"to_node\"],"
			"\"edge_types\":[[\"element\",\"property\"]]},"
			"\"node_count\":%d,\"edge_count\":%d},\n\"nodes\":[0,0,1,0,%d",
			nodes, edges, root_edges);
	return file;
}

void
things_write(const char *path, int nodes, int edges, int stride)
{
	FILE *file = snapshot_begin(path, nodes, nodes * edges, edges);

	if (file == NULL)
		return;
	for (int node = 1; node < nodes; node++)
		fprintf(file, "\n,1,1,%d,24,%d", 2 * node + 1, edges);
	fprintf(file, "],\n\"edges\":[");
	for (int node = 0; node < nodes; node++)
		for (int edge = 0; edge < edges; edge++)
			fprintf(file, "%s0,%d,%d\n", node + edge > 0 ? "," : "", edge,
				(int)(((long)node * stride + edge + 1) % nodes) * 5);
	fprintf(file, "],\n\"strings\":[\"\",\"Thing\"]}\n");
	fclose(file);
}
