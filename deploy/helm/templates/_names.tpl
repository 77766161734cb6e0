{{- define "baraza.selector" -}}
app.kubernetes.io/name: baraza
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "baraza.labels" -}}
{{ include "baraza.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}
